import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rowAfterKey, rowWindow, scrollToRow } from './row-window.ts';

const view = { rowHeightPx: 48, viewHeightPx: 480, beyond: 6, pinned: null };
const indices = (question: Parameters<typeof rowWindow>[0]) => rowWindow(question).rows.map(({ index }) => index);

describe('rowWindow', () => {
  it('draws what is in view and a little more, at the top, in the middle and at the end', () => {
    expect(indices({ ...view, count: 2000, scrolledPx: 0 })).toEqual(Array.from({ length: 16 }, (_, at) => at));
    const middle = indices({ ...view, count: 2000, scrolledPx: 48 * 1000 });
    expect([middle[0], middle.at(-1), middle.length]).toEqual([994, 1015, 22]);
    expect(indices({ ...view, count: 2000, scrolledPx: 48 * 1990 }).at(-1)).toBe(1999);
    expect(indices({ ...view, count: 3, scrolledPx: 0 })).toEqual([0, 1, 2]);
    expect(indices({ ...view, count: 0, scrolledPx: 0 })).toEqual([]);
  });

  it('keeps the row with the focus, however far away', () => {
    const { rows, tailPx } = rowWindow({ ...view, count: 2000, scrolledPx: 48 * 1000, pinned: 3 });
    expect(rows[0]).toEqual({ index: 3, gapPx: 3 * 48 });
    expect(rows[1]).toEqual({ index: 994, gapPx: 990 * 48 });
    expect(tailPx).toBe((1999 - 1015) * 48);
    expect(indices({ ...view, count: 2000, scrolledPx: 0, pinned: 1999 }).at(-1)).toBe(1999);
    expect(indices({ ...view, count: 3, scrolledPx: 0, pinned: 7 })).toEqual([0, 1, 2]);
  });

  it('is as high as the whole table, draws a bounded number of rows, each once and in order', () => {
    const question = fc.record({
      count: fc.nat(5000),
      rowHeightPx: fc.integer({ min: 20, max: 80 }),
      scrolledPx: fc.integer({ min: -200, max: 400_000 }),
      viewHeightPx: fc.nat(3000),
      beyond: fc.nat(20),
      pinned: fc.option(fc.nat(6000)),
    });
    fc.assert(
      fc.property(question, (asked) => {
        const { rows, tailPx } = rowWindow(asked);
        const heightPx = rows.reduce((sum, { gapPx }) => sum + gapPx + asked.rowHeightPx, tailPx);
        expect(heightPx).toBe(asked.count * asked.rowHeightPx);
        expect(rows.length).toBeLessThanOrEqual(asked.viewHeightPx / asked.rowHeightPx + 2 * asked.beyond + 3);
        expect(rows.every(({ gapPx }) => gapPx >= 0)).toBe(true);
        expect(tailPx).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('scrollToRow', () => {
  it('moves no further than it must', () => {
    expect(scrollToRow(5, { ...view, scrolledPx: 0 })).toBe(0);
    expect(scrollToRow(10, { ...view, scrolledPx: 0 })).toBe(48);
    expect(scrollToRow(2, { ...view, scrolledPx: 480 })).toBe(96);
  });
});

describe('rowAfterKey', () => {
  it.each([
    ['ArrowDown', 4, 5],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 0, 0],
    ['PageDown', 4, 13],
    ['PageUp', 4, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['a', 50, null],
  ])('%s from %i leads to %s', (key, from, to) => expect(rowAfterKey(key, from, 100, 10)).toBe(to));
});
