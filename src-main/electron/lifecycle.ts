import { app, type RelaunchOptions } from 'electron';

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
      listener('person');
    });
    // Electron makes a quit of them, which looks like a person's. Its handlers come before `ready`, and the last one counts.
    app.once('ready', () => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => listener('signal'));
    });
  },
  relaunch: () => app.relaunch(startedFrom(process.env)),
};

/** An AppImage runs from a folder that goes with the process; what stays is the file. */
function startedFrom({ APPIMAGE: image, APPDIR: mount }: NodeJS.ProcessEnv): RelaunchOptions {
  return image && mount && process.execPath.startsWith(`${mount}/`) ? { execPath: image } : {};
}
