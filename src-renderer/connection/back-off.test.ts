import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { reconnectDelayMs } from './back-off.ts';

describe('reconnectDelayMs', () => {
  it('tries again soon, then ever less often', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) => reconnectDelayMs(attempt, () => 1));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('stays between half and whole of the step, and never above the ceiling', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, luck) => {
        const delayMs = reconnectDelayMs(attempt, () => luck);
        expect(delayMs).toBeGreaterThanOrEqual(250);
        expect(delayMs).toBeLessThanOrEqual(15_000);
      }),
    );
  });
});
