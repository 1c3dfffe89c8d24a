import type { LoginItemSettings, LoginItemSettingsOptions, Settings } from 'electron';

import type { Autostart, AutostartState, StartCommand } from './autostart.ts';

/** `status` is of macOS 13 and later alone, `executableWillLaunchAtLogin` of Windows. */
type LoginItemState = Pick<LoginItemSettings, 'openAtLogin'> &
  Partial<Pick<LoginItemSettings, 'status' | 'executableWillLaunchAtLogin'>>;

/** The system's own list of what starts at login, as Electron has it on macOS and Windows. */
export interface LoginItems {
  getLoginItemSettings(options?: LoginItemSettingsOptions): LoginItemState;
  setLoginItemSettings(settings: Settings): void;
}

/**
 * Launch at login on macOS and Windows. macOS starts the app without arguments and tells it afterwards that it was started
 * at login; Windows finds an entry by program and arguments together.
 */
export function loginItem(items: LoginItems, { program, args }: StartCommand, platform: NodeJS.Platform): Autostart {
  const which = platform === 'win32' ? { path: program, args: [...args] } : {};
  return {
    state: () => stateOf(items.getLoginItemSettings(which), platform),
    set(isOn) {
      items.setLoginItemSettings({ openAtLogin: isOn, ...which });
      return Promise.resolve();
    },
  };
}

function stateOf(item: LoginItemState, platform: NodeJS.Platform): AutostartState {
  if (platform === 'darwin' && item.status === 'requires-approval') return 'awaits-approval';
  // Task Manager leaves an entry in the list and switches it off beside it.
  const isOff = !item.openAtLogin || (platform === 'win32' && item.executableWillLaunchAtLogin !== true);
  return isOff ? 'off' : 'on';
}
