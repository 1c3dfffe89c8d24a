import { expect, it } from 'vitest';

import { hasOldFigures } from './figures-age.ts';

it.each([
  { intervalMs: 60_000, oldMs: 150_000 },
  { intervalMs: 600_000, oldMs: 1_230_000 },
  { intervalMs: 0, oldMs: 900_000 },
])('asked for every $intervalMs ms, figures grow old after $oldMs ms; none at all are not old', (given) => {
  const usageRefreshedAt = '2026-01-01T12:00:00.000Z';
  const atMs = Date.parse(usageRefreshedAt);
  expect(hasOldFigures({ usageRefreshedAt }, atMs + given.oldMs, given.intervalMs)).toBe(false);
  expect(hasOldFigures({ usageRefreshedAt }, atMs + given.oldMs + 1, given.intervalMs)).toBe(true);
  expect(hasOldFigures({ usageRefreshedAt: null }, atMs, given.intervalMs)).toBe(false);
});
