import type { Clock } from '../../src-proxy/ports.ts';
import { systemClock } from '../../src-proxy/system-clock.ts';

export interface ShiftedClock extends Clock {
  /** Days pass at once; sleeps under way do not notice. */
  skip(ms: number): void;
}

/** Real time with an offset: for tests in which weeks pass between two requests and nobody sleeps through them. */
export function createShiftedClock(): ShiftedClock {
  let offsetMs = 0;
  return {
    nowMs: () => systemClock.nowMs() + offsetMs,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    skip(ms) {
      offsetMs += ms;
    },
  };
}
