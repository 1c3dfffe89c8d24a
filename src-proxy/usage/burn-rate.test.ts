import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { burnRatePerHour } from './burn-rate.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-11-02T12:00:00Z');
const point = (hoursAgo: number, usedPercent: number, resetAtMs: number | null = nowMs + 4 * hourMs) => ({
  atMs: nowMs - hoursAgo * hourMs,
  usedPercent,
  resetAtMs,
});

describe('the burn rate of a window', () => {
  it('is percent per hour between two points', () => {
    expect(burnRatePerHour([point(2, 10), point(0, 30)], nowMs)).toBe(10);
  });

  it('gives the newest stretch a weight of 0.4', () => {
    expect(burnRatePerHour([point(2, 0), point(1, 10), point(0, 10)], nowMs)).toBeCloseTo(6);
  });

  it.each([
    ['no point', []],
    ['one point', [point(0, 50)]],
    ['a window that was reset since', [point(1, 90), point(0, 1)]],
    ['a window with another end', [point(1, 10, nowMs), point(0, 20, nowMs + 5 * hourMs)]],
    ['what is older than six hours', [point(9, 10), point(7, 50), point(0, 60)]],
  ])('is unknown with %s', (_title, points) => {
    expect(burnRatePerHour(points, nowMs)).toBeNull();
  });

  it('is not upset by an end that wanders by seconds', () => {
    expect(burnRatePerHour([point(1, 10, nowMs), point(0, 20, nowMs + 5000)], nowMs)).toBe(10);
  });

  it('fades while nothing is heard', () => {
    const at = (quietHours: number) => burnRatePerHour([point(quietHours + 1, 0), point(quietHours, 20)], nowMs) ?? 0;
    expect(at(0)).toBe(20);
    expect(at(1)).toBeLessThan(20);
    expect(at(3)).toBeLessThan(at(1));
  });

  it('is never negative, whatever was reported', () => {
    const anyPoint = fc.record({
      atMs: fc.integer({ min: nowMs - 8 * hourMs, max: nowMs }),
      usedPercent: fc.integer({ min: 0, max: 100 }),
      resetAtMs: fc.option(fc.integer({ min: nowMs - hourMs, max: nowMs + 9 * hourMs })),
    });
    fc.assert(
      fc.property(fc.array(anyPoint), (points) => {
        const rate = burnRatePerHour(
          points.toSorted((a, b) => a.atMs - b.atMs),
          nowMs,
        );
        expect(rate ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
