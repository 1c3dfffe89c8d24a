import { drawLot } from '../lot.ts';
import { planCapacity } from '../../usage/plan-capacity.ts';
import { firstOf, type Entrant, type Strategy } from '../strategy.ts';
import { byUsage } from './usage-weighted.ts';

/** Credits left in the long window. */
export function remainingCredits({ account, longLikely }: Entrant): number {
  return planCapacity(account.planType, 'secondary') * (1 - longLikely / 100);
}

/** A lot, with chances in proportion to the credits that are left in the long window. */
export const capacityWeighted: Strategy = {
  name: 'capacity_weighted',
  reason: 'was drawn by the credits that are left',
  heedsHealth: true,
  mayPreferEarlierReset: true,
  drawsLots: true,
  pick(pool, { seed }) {
    const weights = pool.map(remainingCredits);
    noteChances(pool, weights);
    return drawLot(pool, weights, seed) ?? firstOf(pool, byUsage);
  },
};

/** What each weight comes to, in percent with one decimal: exact enough to read, and short to keep. */
export function noteChances(pool: readonly Entrant[], weights: readonly number[]): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scale = total === 0 ? 0 : 1000 / total;
  for (let index = 0; index < pool.length; index += 1) {
    const entrant = pool[index];
    if (entrant !== undefined) entrant.figure = Math.round((weights[index] ?? 0) * scale) / 10;
  }
}
