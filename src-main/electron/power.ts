import { powerMonitor } from 'electron';

import type { PowerPort } from '../shell-ports.ts';

export const power: PowerPort = {
  onResume(listener) {
    powerMonitor.on('resume', listener);
  },
  onUnlock(listener) {
    powerMonitor.on('unlock-screen', listener);
  },
};
