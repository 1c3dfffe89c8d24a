import { expect, it } from 'vitest';

import { hasOldFigures } from './figures-age.ts';

it('figures grow old after a quarter of an hour; none at all are not old', () => {
  const usageRefreshedAt = '2026-01-01T12:00:00.000Z';
  const atMs = Date.parse(usageRefreshedAt);
  expect(hasOldFigures({ usageRefreshedAt }, atMs + 15 * 60_000)).toBe(false);
  expect(hasOldFigures({ usageRefreshedAt }, atMs + 15 * 60_000 + 1)).toBe(true);
  expect(hasOldFigures({ usageRefreshedAt: null }, atMs)).toBe(false);
});
