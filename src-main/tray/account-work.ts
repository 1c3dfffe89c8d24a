import type { Speech } from '../i18n/speech.ts';
import type { AccountVerb } from './tray-item.ts';

/** What is done for one account at a person's word, and what became of the last of it. */
export interface AccountWork {
  readonly underWay: readonly AccountVerb[];
  readonly last: WorkResult | null;
}

export interface WorkResult {
  readonly verb: AccountVerb;
  readonly atMs: number;
  /** Such as `answered, 5h 41% → 42% used`, or the sentence of a refusal. */
  readonly text: (speech: Speech) => string;
}

/** What the tray shows of it. */
export interface PoolWork {
  readonly accounts: ReadonlyMap<string, AccountWork>;
  readonly isRefreshingAll: boolean;
}

export const noWork: PoolWork = { accounts: new Map(), isRefreshingAll: false };
