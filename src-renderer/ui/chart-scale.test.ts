import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { labelled, runsOf, scaleFor, stacked } from './chart-scale.ts';

describe('scaleFor', () => {
  it.each([
    [7, {}, [0, 2, 4, 6, 8]],
    [100, {}, [0, 50, 100]],
    [0.3, {}, [0, 0.1, 0.2, 0.30000000000000004]],
    [1, { leastStep: 1 }, [0, 1]],
    [3, { leastStep: 1 }, [0, 1, 2, 3]],
    [0, {}, [0, 1]],
    [Number.NaN, {}, [0, 1]],
  ])('up to %d', (most, options, ticks) => expect(scaleFor(most, options).ticks).toEqual(ticks));

  it('nothing sticks out, and there are few lines', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (most) => {
        const { top, ticks } = scaleFor(most);
        expect(top).toBeGreaterThanOrEqual(most * (1 - 1e-6));
        expect(top).toBeLessThanOrEqual(most * 2.5);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

it('values stand on one another, and unknown ones take no room', () => {
  expect(stacked([2, null, 3])).toEqual([
    { from: 0, to: 2 },
    { from: 2, to: 2 },
    { from: 2, to: 5 },
  ]);
});

it('as many marks are labelled as there is room for, the first always', () => {
  expect(labelled(7, 700, 76)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(labelled(30, 300, 76)).toEqual([0, 10, 20]);
  expect(labelled(366, 10, 76)).toEqual([0]);
  expect(labelled(0, 300, 76)).toEqual([]);
});

it('a line ends where a value is unknown', () => {
  expect(runsOf([1, 2, null, null, 3])).toEqual([[1, 2], [3]]);
  expect(runsOf([null])).toEqual([]);
});
