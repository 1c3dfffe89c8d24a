import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Autostart, StartCommand } from './autostart.ts';
import { autostartEntry, isEntryOn } from './xdg-entry.ts';

/** Where the desktop looks for what starts with it. */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  const { XDG_CONFIG_HOME: config } = environment;
  return join(config === undefined || config === '' ? join(home, '.config') : config, 'autostart', 'evenkeel.desktop');
}

/** Launch at login on Linux: a file is there, or it is not. */
export function xdgAutostart(file: string, command: StartCommand): Autostart {
  return {
    // Read each time: the desktop's own settings change the same file.
    state() {
      try {
        return isEntryOn(readFileSync(file, 'utf8')) ? 'on' : 'off';
      } catch {
        return 'off';
      }
    },
    async set(isOn) {
      if (!isOn) {
        await rm(file, { force: true });
        return;
      }
      await mkdir(dirname(file), { recursive: true });
      // Renamed into place: a desktop that reads meanwhile finds the whole file or none.
      const fresh = `${file}.new`;
      await writeFile(fresh, autostartEntry(command), { mode: 0o644 });
      await rename(fresh, file);
    },
  };
}
