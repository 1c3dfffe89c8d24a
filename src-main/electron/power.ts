import { BaseWindow, powerMonitor } from 'electron';

import type { PowerPort } from '../shell-ports.ts';

/** Nothing else refers to it, and one that is collected hears of nothing. */
let listeningWindow: BaseWindow | null = null;

export const power: PowerPort = {
  onResume(listener) {
    powerMonitor.on('resume', listener);
  },
  onUnlock(listener) {
    powerMonitor.on('unlock-screen', listener);
  },
  onSystemEnd(listener) {
    if (process.platform === 'win32') {
      // Windows tells windows alone, and the dashboard's is closed most of the time. Afterwards it ends us when it likes.
      listeningWindow = new BaseWindow({ show: false, skipTaskbar: true });
      listeningWindow.on('session-end', () => listener('none'));
      return;
    }
    // Prevented here, the system waits for us to exit. Prevented in `before-quit`, macOS would cancel the log-out.
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault();
      listener('some');
    });
  },
};
