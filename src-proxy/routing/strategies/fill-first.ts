import { firstOf, type Strategy } from '../strategy.ts';

/** One after the other: the account whose short window is fullest, so that the others stay fresh. */
export const fillFirst: Strategy = {
  name: 'fill_first',
  reason: 'is filled before the others',
  heedsHealth: true,
  mayPreferEarlierReset: true,
  drawsLots: false,
  pick: (pool) => firstOf(pool, (a, b) => b.shortLikely - a.shortLikely || b.longLikely - a.longLikely),
};
