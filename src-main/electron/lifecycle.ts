import { app } from 'electron';

import type { LifecyclePort } from '../shell-ports.ts';

let mayQuit = false;

export const lifecycle: LifecyclePort = {
  requestSingleInstanceLock: () => app.requestSingleInstanceLock(),
  exit: (code) => app.exit(code),
  whenReady: () => app.whenReady(),
  allowQuit() {
    mayQuit = true;
    // The new version is started while this process still ends.
    app.releaseSingleInstanceLock();
  },
  onSecondInstance(listener) {
    // SECURITY: the second start's arguments are not looked at.
    app.on('second-instance', () => listener());
  },
  onActivate(listener) {
    app.on('activate', () => listener());
  },
  onQuitRequested(listener) {
    // The listener alone is what keeps the app in the tray.
    app.on('window-all-closed', () => undefined);
    app.on('before-quit', (event) => {
      if (mayQuit) return;
      event.preventDefault();
      listener();
    });
    process.on('SIGTERM', listener);
    process.on('SIGINT', listener);
  },
};
