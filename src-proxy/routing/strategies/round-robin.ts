import { firstOf, type Strategy } from '../strategy.ts';

/** Each in turn: whoever was not chosen for longest. */
export const roundRobin: Strategy = {
  name: 'round_robin',
  reason: 'is next in turn',
  heedsHealth: true,
  mayPreferEarlierReset: false,
  drawsLots: false,
  pick(pool) {
    for (const entrant of pool) entrant.figure = entrant.account.lastSelected;
    return firstOf(pool, (a, b) => a.account.lastSelected - b.account.lastSelected);
  },
};
