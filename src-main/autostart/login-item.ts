import type { LoginItemSettings, LoginItemSettingsOptions, Settings } from 'electron';

import type { Autostart, StartCommand } from './autostart.ts';

/** The system's own list of what starts at login, as Electron has it on macOS and Windows. */
export interface LoginItems {
  getLoginItemSettings(options?: LoginItemSettingsOptions): Pick<LoginItemSettings, 'openAtLogin'>;
  setLoginItemSettings(settings: Settings): void;
}

/**
 * Launch at login on macOS and Windows. macOS starts the app without arguments and tells it afterwards that it was started
 * at login; Windows finds an entry by program and arguments together.
 */
export function loginItem(items: LoginItems, { program, args }: StartCommand, platform: NodeJS.Platform): Autostart {
  const which = platform === 'win32' ? { path: program, args: [...args] } : {};
  return {
    isOn: () => items.getLoginItemSettings(which).openAtLogin,
    set(isOn) {
      items.setLoginItemSettings({ openAtLogin: isOn, ...which });
      return Promise.resolve();
    },
  };
}
