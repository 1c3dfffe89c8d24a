import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { limitWindows } from '../contract/api-keys.ts';
import type { ApiKeyLimit } from '../storage/store.ts';
import { countedFromMs, windowOf } from './key-limits.ts';

const anchorMs = 1_790_000_000_000;
const limit = (limitWindow: ApiKeyLimit['limitWindow']): ApiKeyLimit => ({
  limitType: 'requests',
  limitWindow,
  maxValue: 1,
  modelFilter: null,
  anchorMs,
});
const hourMs = 3_600_000;

describe('windows', () => {
  it.each([
    ['5h', 5],
    ['daily', 24],
    ['weekly', 168],
    ['monthly', 720],
  ] as const)('%s: %i hours from the creation on, one after the other', (name, hours) => {
    const lengthMs = hours * hourMs;
    const first = { startMs: anchorMs, endMs: anchorMs + lengthMs };
    expect(windowOf(limit(name), anchorMs)).toEqual(first);
    expect(windowOf(limit(name), anchorMs + lengthMs - 1)).toEqual(first);
    expect(windowOf(limit(name), anchorMs + lengthMs)).toEqual({ startMs: first.endMs, endMs: first.endMs + lengthMs });
  });

  it('every moment is in exactly one, and a clock before the creation is in the first', () => {
    const moment = fc.integer({ min: -10 * 720 * hourMs, max: 100 * 720 * hourMs });
    fc.assert(
      fc.property(fc.constantFrom(...limitWindows), moment, (name, passedMs) => {
        const nowMs = anchorMs + passedMs;
        const { startMs, endMs } = windowOf(limit(name), nowMs);
        expect(startMs).toBeGreaterThanOrEqual(anchorMs);
        expect(nowMs).toBeLessThan(endMs);
        if (passedMs >= 0) expect(nowMs).toBeGreaterThanOrEqual(startMs);
        expect(windowOf(limit(name), endMs).startMs).toBe(endMs);
      }),
    );
  });

  it('a reset of usage counts from then on, within its window', () => {
    expect(countedFromMs(limit('daily'), anchorMs + 5, anchorMs + 10)).toBe(anchorMs + 5);
    expect(countedFromMs(limit('daily'), anchorMs + 5, anchorMs + 24 * hourMs)).toBe(anchorMs + 24 * hourMs);
  });
});
