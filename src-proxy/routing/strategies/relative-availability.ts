import { drawLot } from '../lot.ts';
import type { RoutableAccount } from '../routable-account.ts';
import { firstOf, type Entrant, type Strategy } from '../strategy.ts';
import { longWindow, resetOf } from '../used-percent.ts';
import { capacityWeighted, noteChances, remainingCredits } from './capacity-weighted.ts';
import { byUsage } from './usage-weighted.ts';

const shortestSeconds = 300;
const unknownResetSeconds = 604_800;
const power = 2;
const leastWeight = 0.1;
const most = 5;

/** A lot among the five that have most credits left for each second until their long window starts anew. */
export const relativeAvailability: Strategy = {
  ...capacityWeighted,
  name: 'relative_availability',
  reason: 'was drawn by what is left until its reset',
  mayPreferEarlierReset: false,
  pick(pool, { nowMs, seed }) {
    const scores = pool.map((entrant) => scoreOf(entrant, nowMs));
    const best = scores.reduce((highest, score) => Math.max(highest, score), 0);
    const weights = best === 0 ? scores : scores.map((score) => (score / best) ** power);
    keepTop(pool, weights);
    noteChances(pool, weights);
    return drawLot(pool, weights, seed) ?? firstOf(pool, byUsage);
  },
};

function scoreOf(entrant: Entrant, nowMs: number): number {
  const resetAtMs = resetOf(longWindow(entrant.account.usage), nowMs);
  const seconds = resetAtMs === null ? unknownResetSeconds : (resetAtMs - nowMs) / 1000;
  return remainingCredits(entrant) / Math.max(seconds, shortestSeconds);
}

/** Sets to 0 what is below the least weight, and all but the heaviest five. */
function keepTop<Account extends RoutableAccount>(pool: readonly Entrant<Account>[], weights: number[]): void {
  const idAt = (index: number): string => pool[index]?.account.id ?? '';
  const top: number[] = [];
  for (const [index, weight] of weights.entries()) {
    if (weight < leastWeight) continue;
    let place = top.length;
    for (; place > 0; place -= 1) {
      const above = top[place - 1] ?? 0;
      const weightAbove = weights[above] ?? 0;
      if (weightAbove > weight || (weightAbove === weight && idAt(above) < idAt(index))) break;
    }
    if (place >= most) continue;
    top.splice(place, 0, index);
    if (top.length > most) top.pop();
  }
  for (const index of weights.keys()) if (!top.includes(index)) weights[index] = 0;
}
