import { firstOf, type Entrant, type Strategy } from '../strategy.ts';

/** Also where lots cannot be drawn because nothing is left to weigh. */
export const byUsage = (a: Entrant, b: Entrant): number =>
  a.longLikely - b.longLikely || a.shortLikely - b.shortLikely || a.account.lastSelected - b.account.lastSelected;

/** The account with most left of its long window, then of its short one, then the one not chosen for longest. */
export const usageWeighted: Strategy = {
  name: 'usage_weighted',
  reason: 'has most left',
  heedsHealth: true,
  mayPreferEarlierReset: true,
  drawsLots: false,
  pick: (pool) => firstOf(pool, byUsage),
};
