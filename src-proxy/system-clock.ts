import { setTimeout as delay } from 'node:timers/promises';

import type { Clock } from './ports.ts';

/** The real time. Sleepers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { ref: false, ...(signal ? { signal } : {}) });
  },
};
