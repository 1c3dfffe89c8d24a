import { firstOf, type Strategy } from '../strategy.ts';

/** The owner's own order; accounts that were never placed come after those that were. */
export const ownerPriority: Strategy = {
  name: 'priority',
  reason: "is first in its owner's order of those that can serve",
  heedsHealth: false,
  mayPreferEarlierReset: false,
  drawsLots: false,
  pick(pool) {
    for (const entrant of pool) entrant.figure = entrant.account.priority;
    return firstOf(pool, (a, b) => compare(a.figure, b.figure));
  },
};

function compare(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a - b;
}
