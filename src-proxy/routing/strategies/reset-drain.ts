import { dayOfReset } from '../earlier-reset.ts';
import { firstOf, type Strategy } from '../strategy.ts';
import { longWindow, resetOf } from '../used-percent.ts';

/** Whoever gets a fresh long window soonest: what is left there would be lost. */
export const resetDrain: Strategy = {
  name: 'reset_drain',
  reason: 'starts anew soonest',
  heedsHealth: true,
  mayPreferEarlierReset: false,
  drawsLots: false,
  pick(pool, { nowMs }) {
    for (const entrant of pool) entrant.figure = resetOf(longWindow(entrant.account.usage), nowMs);
    return firstOf(
      pool,
      (a, b) =>
        dayOfReset(a.figure, nowMs) - dayOfReset(b.figure, nowMs) ||
        a.shortLikely - b.shortLikely ||
        a.longLikely - b.longLikely ||
        (a.figure ?? 0) - (b.figure ?? 0),
    );
  },
};
