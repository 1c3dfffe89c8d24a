import type { RoutableAccount } from './routable-account.ts';
import type { Standing } from './standing.ts';

/**
 * What is to become of a conversation that lives on an account.
 *
 * - `free`: it lives nowhere.
 * - `stay`: its account serves it.
 * - `wait`: its account is back in a moment, and waiting costs less than a cold cache elsewhere.
 * - `away`: another serves it this time; it returns.
 * - `move`: its account will not serve it again any time soon; it lives elsewhere from now on.
 * - `insist`: nobody else can serve it, and its account merely rests: it is used all the same.
 * - `refuse`: nobody else can serve it, and its account cannot.
 */
export type Affinity =
  | { readonly kind: 'free' | 'stay' | 'away' | 'move' | 'insist' | 'refuse' }
  | { readonly kind: 'wait'; readonly untilMs: number };

export interface Home {
  /** `null` when the account is gone. */
  readonly account: Pick<RoutableAccount, 'status' | 'resetAtMs'> | null;
  /** `null` exactly where `account` is. */
  readonly standing: Standing | null;
  /** This request was tried on it. */
  readonly wasTried: boolean;
  /** What the request speaks of exists on that account alone: a previous response, a conversation, a file. */
  readonly isHard: boolean;
  readonly nowMs: number;
}

/** So close to the end of a limit it is waited for (balancing 4.6). */
const graceMs = 10_000;
/** So far from it the conversation moves for good. */
const moveFromMs = 600_000;

/**
 * A bound conversation moves only if its account cannot serve it. That another has more left is no reason, and neither is
 * an account of which nobody knows how much it has left.
 */
export function affinityOf({ account, standing, wasTried, isHard, nowMs }: Home): Affinity {
  if (account === null || standing === null || standing.code === 'not_the_single_account')
    return isHard ? refuse : move;
  const { status, resetAtMs } = account;
  const isLimited = status === 'rate_limited' || status === 'quota_exceeded';
  const endsAtMs = isLimited ? resetAtMs : standing.figure;
  if (isLimited || standing.code === 'model_limited') {
    const leftMs = endsAtMs === null ? null : endsAtMs - nowMs;
    if (endsAtMs !== null && leftMs !== null && leftMs > 0 && leftMs <= graceMs && !wasTried)
      return { kind: 'wait', untilMs: endsAtMs };
    if (isHard) return refuse;
    return leftMs !== null && leftMs >= moveFromMs ? move : away;
  }
  if (status !== 'active' || standing.code === 'model_not_served' || standing.code === 'model_not_listed')
    return isHard ? refuse : move;
  if (standing.kind === 'ready') return stay;
  if (!isHard) return away;
  if (standing.kind === 'out') return refuse;
  const untilMs = standing.figure ?? nowMs;
  return untilMs - nowMs <= graceMs ? { kind: 'wait', untilMs } : insist;
}

export const free: Affinity = { kind: 'free' };
const stay: Affinity = { kind: 'stay' };
const away: Affinity = { kind: 'away' };
const move: Affinity = { kind: 'move' };
const insist: Affinity = { kind: 'insist' };
const refuse: Affinity = { kind: 'refuse' };
