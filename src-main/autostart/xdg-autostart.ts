import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

import type { Autostart, StartCommand } from './autostart.ts';
import { autostartEntry, execWords, isEntryOn, renewedEntry } from './xdg-entry.ts';

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
        const text = readFileSync(file, 'utf8');
        return isEntryOn(text) && startsSomething(text) ? 'on' : 'off';
      } catch {
        return 'off';
      }
    },
    async set(isOn) {
      if (!isOn) {
        await rm(file, { force: true });
        return;
      }
      const entry = autostartEntry(command);
      await mkdir(dirname(file), { recursive: true });
      await put(file, entry);
    },
  };
}

/**
 * Lets an entry that is there start this copy: where an AppImage lies, and what it is called, is its owner's to change.
 * @returns whether it started something else until now.
 */
export async function renewAutostart(file: string, command: StartCommand): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => null);
  const renewed = text === null ? null : renewedEntry(text, command);
  if (renewed === null) return false;
  await put(file, renewed);
  return true;
}

/** A word without a path is looked for by the desktop, which knows where. */
function startsSomething(text: string): boolean {
  const [program] = execWords(text);
  return program !== undefined && (!isAbsolute(program) || existsSync(program));
}

/** Renamed into place: a desktop that reads meanwhile finds the whole file or none. */
async function put(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(fresh, text, { mode: 0o644 });
  await rename(fresh, file);
}
