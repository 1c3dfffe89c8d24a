import { expect, it } from 'vitest';

import { daysOf } from './key-week.svelte.ts';

it('hours are put together to days of the calendar of who reads', () => {
  const point = (t: string, requests: number) => ({
    t,
    requests,
    totalTokens: 10 * requests,
    cachedInputTokens: requests,
    costUsd: requests / 2,
  });
  const points = [
    point('2026-01-01T22:00:00.000Z', 1),
    point('2026-01-01T23:00:00.000Z', 2),
    point('2026-01-02T00:00:00.000Z', 4),
  ];
  const berlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', dateStyle: 'short' });
  expect(daysOf(points, (atMs) => berlin.format(atMs))).toEqual([
    {
      startMs: Date.parse('2026-01-01T22:00:00.000Z'),
      requests: 1,
      totalTokens: 10,
      cachedInputTokens: 1,
      costUsd: 0.5,
    },
    { startMs: Date.parse('2026-01-01T23:00:00.000Z'), requests: 6, totalTokens: 60, cachedInputTokens: 6, costUsd: 3 },
  ]);
});
