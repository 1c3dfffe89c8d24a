import { app } from 'electron';

import { type Autostart, startCommand } from '../autostart/autostart.ts';
import { loginItem } from '../autostart/login-item.ts';
import { autostartFile, xdgAutostart } from '../autostart/xdg-autostart.ts';

/** Launch at login, the way this system has it. */
export function loginAutostart(platform: NodeJS.Platform): Autostart {
  const command = startCommand(process.execPath, app.isPackaged ? null : app.getAppPath(), process.env);
  if (platform === 'linux') return xdgAutostart(autostartFile(process.env, app.getPath('home')), command);
  return loginItem(app, command, platform);
}

/** macOS says so afterwards; elsewhere an argument does. */
export function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
