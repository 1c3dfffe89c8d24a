import fc from 'fast-check';
import { expect, it } from 'vitest';

import { percentFormat, wholeLeft } from './percent.ts';

const { left, used } = percentFormat('en');

it.each([
  [62.9, '62%', '38%'],
  [0.3, '1%', '99%'],
  [0, '0%', '100%'],
  [99.6, '99%', '1%'],
  [100, '100%', '0%'],
])('of %d %% left: %s is promised, and %s was used', (value, isLeft, isUsed) => {
  expect([left(value), used(100 - value)]).toEqual([isLeft, isUsed]);
});

it('what is left and what is used make 100, and no more than there is is promised', () => {
  fc.assert(
    fc.property(fc.integer({ min: -500, max: 10_500 }), (hundredths) => {
      const value = hundredths / 100;
      expect(Number.parseInt(left(value), 10) + Number.parseInt(used(100 - value), 10)).toBe(100);
      expect(wholeLeft(value) <= Math.max(value, value > 0 ? 1 : 0)).toBe(true);
    }),
  );
});
