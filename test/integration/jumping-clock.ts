import type { Clock } from '../../src-proxy/ports.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

/** A clock of the test's own that can also jump, as the time on the wall does when a machine wakes. */
export interface JumpingClock extends Clock {
  readonly manual: ManualClock;
  jump(ms: number): void;
}

export function createJumpingClock(): JumpingClock {
  const manual = new ManualClock(Date.now());
  let offsetMs = 0;
  return {
    manual,
    nowMs: () => manual.nowMs() + offsetMs,
    sleep: (ms, signal) => manual.sleep(ms, signal),
    jump(ms) {
      offsetMs += ms;
    },
  };
}
