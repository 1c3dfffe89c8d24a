import type { AccountSummary } from '#contract/account.ts';
import * as spoken from '#contract/spoken/status-words.ts';

import { engineWords } from '../../i18n/messages.ts';

type Reasoned = Pick<AccountSummary, 'status' | 'deactivationReason'>;

/** Why an account is not active, in the language of the page; in English, and where nothing is known, the engine's words. */
export function statusReason(account: Reasoned & Pick<AccountSummary, 'statusReason'>): string | null {
  return spoken.statusReason(account, engineWords?.said ?? null);
}

/** The same by the codes alone; `null` in English and for an account that is active. */
export function spokenStatus(account: Reasoned): string | null {
  return spoken.spokenStatus(account, engineWords?.said ?? null);
}
