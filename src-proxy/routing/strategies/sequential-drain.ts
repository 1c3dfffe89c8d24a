import { planCapacity } from '../../usage/plan-capacity.ts';
import { firstOf, type Strategy } from '../strategy.ts';

/** The smallest plan first, until it cannot serve any more. */
export const sequentialDrain: Strategy = {
  name: 'sequential_drain',
  reason: 'has the smallest plan that is not used up',
  heedsHealth: false,
  mayPreferEarlierReset: false,
  drawsLots: false,
  pick(pool) {
    for (const entrant of pool) entrant.figure = planCapacity(entrant.account.planType, 'secondary');
    return firstOf(pool, (a, b) => (a.figure ?? 0) - (b.figure ?? 0));
  },
};
