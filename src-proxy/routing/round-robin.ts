import type { Strategy } from './strategy.ts';

/** Each in turn: whoever was not chosen for longest. */
export const roundRobin: Strategy = {
  name: 'round_robin',
  reason: 'is next in turn',
  rank: (accounts) =>
    accounts
      .toSorted((a, b) => a.lastSelected - b.lastSelected || (a.id < b.id ? -1 : 1))
      .map((account) => ({
        account,
        detail:
          account.lastSelected === 0 ? 'not chosen yet in this run' : `last chosen as number ${account.lastSelected}`,
      })),
};
