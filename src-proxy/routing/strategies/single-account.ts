import { firstOf, type Strategy } from '../strategy.ts';

/** The one account that its owner named; the choice lets no other in. */
export const singleAccount: Strategy = {
  name: 'single_account',
  reason: 'is the one that its owner named',
  heedsHealth: false,
  mayPreferEarlierReset: false,
  drawsLots: false,
  pick: (pool) => firstOf(pool, () => 0),
};
