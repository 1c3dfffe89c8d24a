import { describe, expect, it } from 'vitest';

import type { UsageSample } from '../storage/store.ts';
import { mergeSample, replaceSample } from './merge-sample.ts';

const window = (usedPercent: number, windowMinutes: number) => ({ usedPercent, windowMinutes, resetAtMs: null });
const sample = (atMs: number, more: Partial<UsageSample> = {}): UsageSample => ({
  atMs,
  primary: null,
  secondary: null,
  monthly: null,
  credits: null,
  ...more,
});
const limit = (limitName: string, usedPercent: number) => ({
  limitName,
  meteredFeature: limitName,
  primary: window(usedPercent, 300),
  secondary: null,
  monthly: null,
});

describe('what an answer told on its side', () => {
  it('leaves what it does not name', () => {
    const before = sample(1, { primary: window(10, 300), secondary: window(20, 10_080), additional: [limit('x', 1)] });
    const merged = mergeSample(before, sample(2, { primary: window(11, 300), additional: [limit('y', 2)] }));
    expect(merged).toEqual({
      ...before,
      atMs: 2,
      primary: window(11, 300),
      additional: [limit('x', 1), limit('y', 2)],
    });
    expect(mergeSample(merged, sample(3, { additional: [limit('x', 9)] })).additional).toEqual([
      limit('y', 2),
      limit('x', 9),
    ]);
  });
});

describe('a usage report', () => {
  it('ends the windows that it does not name any more: the plan has changed', () => {
    const before = sample(1, { primary: window(100, 300), secondary: window(100, 10_080) });
    const report = sample(2, { monthly: window(5, 43_200) });
    expect(replaceSample(before, report)).toEqual(report);
  });

  it('without any window says nothing about windows', () => {
    const before = sample(1, { primary: window(10, 300) });
    expect(replaceSample(before, sample(2, { additional: [] })).primary).toEqual(window(10, 300));
  });

  it('counts resets without dates: a date that was told stands as long as the count does', () => {
    const before = sample(1, { resetCredits: { available: 2, nearestExpiresAtMs: 99 } });
    const counted = (available: number) => ({ resetCredits: { available, nearestExpiresAtMs: null } });
    expect(replaceSample(before, sample(2, counted(2))).resetCredits?.nearestExpiresAtMs).toBe(99);
    expect(replaceSample(before, sample(2, counted(1))).resetCredits?.nearestExpiresAtMs).toBeNull();
    expect(replaceSample(before, sample(2)).resetCredits?.available).toBe(2);
  });
});
