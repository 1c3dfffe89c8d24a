import { expect, it } from 'vitest';

import type { RoutingSimulation } from '#contract/routing-simulation.ts';

import { previewAccounts } from './preview-lanes.ts';

function simulationOf(accountIds: readonly (string | null)[]): RoutingSimulation {
  const served = [...new Set(accountIds.filter((id) => id !== null))];
  return {
    strategy: 'priority',
    requests: accountIds.map((accountId) => ({
      accountId,
      displayName: accountId,
      at: '2026-01-01T00:00:00.000Z',
      decision: { strategy: 'priority', accountId, reason: '', candidates: [] },
    })),
    share: served.map((accountId) => ({
      accountId,
      displayName: `${accountId}@example.com`,
      requests: accountIds.filter((id) => id === accountId).length,
    })),
  };
}

it('gives each account a letter in the order of its first request, and nobody none', () => {
  expect(previewAccounts(simulationOf(['b', 'b', 'a', null]))).toEqual([
    { accountId: 'b', displayName: 'b@example.com', letter: 'A', requests: 2 },
    { accountId: 'a', displayName: 'a@example.com', letter: 'B', requests: 1 },
  ]);
});

it('has letters for more accounts than the alphabet', () => {
  const letters = previewAccounts(simulationOf(Array.from({ length: 60 }, (_, index) => `a${index}`))).map(
    ({ letter }) => letter,
  );
  expect(letters.slice(24, 28)).toEqual(['Y', 'Z', 'AA', 'AB']);
  expect(new Set(letters).size).toBe(60);
});
