import type { HealthTier } from './health.ts';
import type { RoutableAccount } from './routable-account.ts';

/** An account that can serve, with the figures that strategies go by. Percent is what is USED, attempts included. */
export interface Entrant<Account extends RoutableAccount = RoutableAccount> {
  readonly account: Account;
  /** `null` when nobody has told us. */
  readonly short: number | null;
  readonly long: number | null;
  /** The same for comparing: an unknown long window is taken to be like the short one, else to be like the others'. */
  shortLikely: number;
  longLikely: number;
  readonly tier: HealthTier;
  /** The group by health and its owner's policy; only the lowest that there is goes to the strategy. */
  readonly group: number;
  /** What the strategy went by beside these, for the explanation; `candidate-detail.ts` says what it means in which. */
  figure: number | null;
  /** Why it lost, if it did. */
  code: string;
}

export interface Draw {
  readonly nowMs: number;
  /** Where lots are drawn, the same seed draws the same. */
  readonly seed: number;
}

/** One way to prefer one account over another. Pure: the same pool in any order and the same draw give the same pick. */
export interface Strategy {
  readonly name: string;
  /** Why its pick is its pick, as the end of "this account …". */
  readonly reason: string;
  /** False where its order is not to be changed by an account's health or how much of its budget is gone. */
  readonly heedsHealth: boolean;
  /** Whether the accounts whose windows reset first may be taken before all others. */
  readonly mayPreferEarlierReset: boolean;
  readonly drawsLots: boolean;
  /** The best of a pool that is not empty. */
  pick<Account extends RoutableAccount>(pool: readonly Entrant<Account>[], draw: Draw): Entrant<Account>;
}

/** The first in an order, found in one pass. Where two are even the lower id goes first. */
export function firstOf<Account extends RoutableAccount>(
  pool: readonly Entrant<Account>[],
  compare: (a: Entrant, b: Entrant) => number,
): Entrant<Account> {
  return pool.reduce((best, entrant) => {
    const order = compare(entrant, best);
    return order < 0 || (order === 0 && entrant.account.id < best.account.id) ? entrant : best;
  });
}

/** What an account is taken for when nobody in the pool has told us anything. */
const unknownPercent = 50;

/** An unknown quota is neither 0 nor 100: it is taken to be like the others', so that it moves nothing. */
export function fillUnknown(entrants: readonly Entrant[]): void {
  const shortMean = meanOf(entrants, shortOf);
  const longMean = meanOf(entrants, longOf);
  for (const entrant of entrants) {
    entrant.shortLikely = entrant.short ?? shortMean;
    entrant.longLikely = longOf(entrant) ?? longMean;
  }
}

const shortOf = (entrant: Entrant): number | null => entrant.short;
const longOf = (entrant: Entrant): number | null => entrant.long ?? entrant.short;

function meanOf(entrants: readonly Entrant[], valueOf: (entrant: Entrant) => number | null): number {
  let sum = 0;
  let count = 0;
  for (const entrant of entrants) {
    const value = valueOf(entrant);
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? unknownPercent : sum / count;
}
