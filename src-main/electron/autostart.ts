import { app } from 'electron';

import type { Logger } from '../../src-proxy/ports.ts';
import { type Autostart, type StartCommand, startCommand } from '../autostart/autostart.ts';
import { loginItem } from '../autostart/login-item.ts';
import { autostartFile, renewAutostart, xdgAutostart } from '../autostart/xdg-autostart.ts';

/** Launch at login, the way this system has it. */
export function loginAutostart(platform: NodeJS.Platform): Autostart {
  return platform === 'linux' ? xdgAutostart(ownFile(), thisCopy()) : loginItem(app, thisCopy(), platform);
}

/**
 * Has the login start this copy where it started one before: an AppImage that was updated, moved or renamed.
 * For the one copy that runs, and never out of a checkout, which a person starts for a while only.
 */
export function followAtLogin(platform: NodeJS.Platform, log: Logger): void {
  if (platform !== 'linux' || !app.isPackaged || !app.hasSingleInstanceLock()) return;
  renewAutostart(ownFile(), thisCopy()).then(
    (isRenewed) => isRenewed && log.info('What starts at login is this copy from now on.'),
    (error: unknown) => log.warn('What starts at login could not be made this copy.', { error }),
  );
}

const thisCopy = (): StartCommand =>
  startCommand(process.execPath, app.isPackaged ? null : app.getAppPath(), process.env);

const ownFile = (): string => autostartFile(process.env, app.getPath('home'));

/** macOS says so afterwards; elsewhere an argument does. */
export function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
