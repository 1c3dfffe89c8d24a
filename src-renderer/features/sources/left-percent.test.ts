import { expect, it } from 'vitest';

import { leftPercent } from './left-percent.ts';

it.each([
  [5, null, null],
  [0, 100, 100],
  [25, 100, 75],
  [99_999, 100_000, 0.5],
  [100, 100, 0],
  [150, 100, 0],
  [0, 0, 0],
])('%s spent of %s leaves %s', (spentMicroUsd, monthlyCeilingMicroUsd, left) => {
  expect(leftPercent({ spentMicroUsd, monthlyCeilingMicroUsd })).toBe(left);
});
