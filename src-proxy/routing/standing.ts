import type { RoutableAccount } from './routable-account.ts';

/** How many requests an account takes at a time; 0 is any number. */
export interface Caps {
  /** Waiting for their first event. */
  readonly creates: number;
  readonly streams: number;
}

/** One account as far as one request is concerned. `code` is stable; it is what the log shows. */
export interface Standing {
  readonly kind: 'ready' | 'resting' | 'out';
  readonly code: string;
  /** When a limit or a rest ends, or how many a cap allows; `null` where the code says it all. */
  readonly figure: number | null;
  /** Why the try failed, of one that was tried. */
  readonly cause?: string;
}

/** Why an account is not to be asked for the model of the request. */
export interface ModelLack {
  /** It was refused of late; or its list has no such model, and another's has; or its allowance of the model is used up. */
  readonly code: 'model_not_served' | 'model_not_listed' | 'model_limited';
  /** When that ends, where it is known. */
  readonly untilMs: number | null;
}

export interface StandingFacts<Account extends RoutableAccount> {
  readonly tried: ReadonlyMap<string, string>;
  readonly caps: Caps;
  readonly heedsCircuit: boolean;
  /** The only account that may serve, by the owner's word; `null` for any. */
  readonly onlyId: string | null;
  readonly lacksModel: ((account: Account) => ModelLack | null) | undefined;
  /** Whose account may also take the place that is kept for those who belong there. */
  readonly boundTo: string | null;
  readonly nowMs: number;
}

/** As the reference: of the streams so many places are kept for conversations that live on the account. */
const keptStreams = 1;

const ready: Standing = { kind: 'ready', code: 'ready', figure: null };
const notTheSingle: Standing = { kind: 'out', code: 'not_the_single_account', figure: null };
const circuitOpen: Standing = { kind: 'out', code: 'circuit_open', figure: null };

export function standingOf<Account extends RoutableAccount>(account: Account, facts: StandingFacts<Account>): Standing {
  const { tried, onlyId, lacksModel, heedsCircuit, nowMs } = facts;
  if (onlyId !== null && account.id !== onlyId) return notTheSingle;
  const cause = tried.size === 0 ? undefined : tried.get(account.id);
  // Unknown is no reason: the upstream will say.
  const lack = lacksModel?.(account) ?? null;
  // That it was tried says less than why, and until when.
  if (cause !== undefined && lack?.code !== 'model_limited') return { kind: 'out', code: 'tried', figure: null, cause };
  // The end of a limit brings nothing that it never had.
  if (lack?.code === 'model_not_listed') return { kind: 'out', code: lack.code, figure: lack.untilMs };
  if (account.status !== 'active') return { kind: 'out', code: account.status, figure: account.resetAtMs };
  if (lack !== null) return { kind: 'out', code: lack.code, figure: lack.untilMs };
  if (heedsCircuit && account.circuit === 'open') return circuitOpen;
  const capped = cappedBy(account, facts);
  if (capped !== null) return capped;
  const { cooldownUntilMs, backoffUntilMs } = account;
  const untilMs = Math.max(cooldownUntilMs, backoffUntilMs);
  if (untilMs <= nowMs) return ready;
  return { kind: 'resting', code: untilMs === cooldownUntilMs ? 'cooldown' : 'backoff', figure: untilMs };
}

function cappedBy(account: RoutableAccount, { caps, boundTo }: Pick<StandingFacts<never>, 'caps' | 'boundTo'>) {
  const { inFlightCreates = 0, inFlightStreams = 0 } = account;
  if (caps.creates > 0 && inFlightCreates >= caps.creates)
    return { kind: 'out', code: 'account_response_create_cap', figure: caps.creates } as const;
  const streams = account.id === boundTo ? caps.streams : Math.max(1, caps.streams - keptStreams);
  if (caps.streams > 0 && inFlightStreams >= streams)
    return { kind: 'out', code: 'account_stream_cap', figure: streams } as const;
  return null;
}
