import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { projectedRunOut, type PoolShare } from './run-out.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-11-02T12:00:00Z');
const share = (remaining: number, resetInHours: number | null, capacity = 100): PoolShare => ({
  capacity,
  remaining,
  resetAtMs: resetInHours === null ? null : nowMs + resetInHours * hourMs,
  windowMs: 5 * hourMs,
});

describe('when a pool runs dry', () => {
  it.each([
    ['one account, before its reset', [share(50, 4)], 25, 2],
    ['one account whose reset comes first', [share(50, 1)], 25, 5],
    ['two accounts together', [share(50, 4), share(50, 4)], 50, 2],
    ['a dry one that comes back in time', [share(20, 4), share(0, 1)], 20, null],
    ['the one that is reset first is drained first', [share(100, 1), share(60, 9)], 40, 5],
    ['a reset that nobody knows never comes', [share(50, null)], 10, 5],
    ['a reset that has passed is followed by others', [share(50, -1)], 12, null],
  ])('%s', (_title, shares, burn, expectedHours) => {
    const dryMs = projectedRunOut(shares, burn, nowMs);
    expect(dryMs === null ? null : (dryMs - nowMs) / hourMs).toBe(expectedHours);
  });

  it.each([
    ['nothing burns', [share(10, 1)], 0],
    ['nobody is there', [], 10],
  ])('never, when %s', (_title, shares, burn) => {
    expect(projectedRunOut(shares, burn, nowMs)).toBeNull();
  });

  it('comes no later with more burning, and never in the past', () => {
    const anyShare = fc
      .record({ remaining: fc.integer({ min: 0, max: 100 }), reset: fc.option(fc.integer({ min: -9, max: 9 })) })
      .map(({ remaining, reset }) => share(remaining, reset));
    fc.assert(
      fc.property(
        fc.array(anyShare, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        (shares, burn, more) => {
          const calm = projectedRunOut(shares, burn, nowMs) ?? Infinity;
          const busy = projectedRunOut(shares, burn + more, nowMs) ?? Infinity;
          expect(busy).toBeLessThanOrEqual(calm);
          expect(busy).toBeGreaterThanOrEqual(nowMs);
        },
      ),
    );
  });
});
