/**
 * Threat model: another user of this machine who reads the request log and the account list, whatever umask we were
 * started under. The folder is 0700 and every file in it 0600, each from the moment it exists: files are made empty and
 * private first and only then handed to SQLite, which gives `-wal`, `-shm` and `-journal` the mode of their database.
 * The process umask is never touched: it is shared by every thread.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { Logger } from '../ports.ts';
import { StoreError } from './store.ts';

const hasModes = process.platform !== 'win32';

/** Makes the folder, or takes an existing one of ours, and closes it to everybody else. */
export function preparePrivateFolder(path: string, logger: Logger): void {
  try {
    makeFolders(path);
    if (!hasModes) return;
    const { uid, mode } = statSync(path);
    if (uid === process.getuid?.()) {
      // SECURITY: also for a folder that was there before us.
      if ((mode & 0o777) !== 0o700) chmodSync(path, 0o700);
    } else {
      logger.warn('The data folder belongs to another user, so its permissions are left as they are.', { path });
    }
  } catch (error) {
    throw unusable(path, error);
  }
}

/**
 * One level after the other. Node's own recursive way never returns where a level cannot come about and the system says
 * ENOENT for it, as below `/proc`.
 */
export function makeFolders(path: string): void {
  const whole = resolve(path);
  const above = dirname(whole);
  if (above !== whole && !existsSync(above)) makeFolders(above);
  try {
    mkdirSync(whole, { mode: 0o700 });
  } catch (error) {
    if (!isFileError(error, 'EEXIST') || !statSync(whole).isDirectory()) throw error;
  }
}

/** Makes an empty file that only we can open, or closes an existing one to everybody else. */
export function preparePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    // An existing file is never opened here: closing any handle of it would drop the locks SQLite holds in this process.
    if (!isFileError(error, 'EEXIST')) throw unusable(path, error);
  }
  try {
    for (const each of [path, `${path}-wal`, `${path}-shm`]) makePrivate(each);
  } catch (error) {
    throw unusable(path, error);
  }
}

function makePrivate(path: string): void {
  const found = hasModes ? statSync(path, { throwIfNoEntry: false }) : undefined;
  // SECURITY: a file left behind by an older version, or copied here by hand, may be open to all.
  if (found && (found.mode & 0o777) !== 0o600) chmodSync(path, 0o600);
}

export function unusable(path: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(
    'data_dir_unusable',
    `Evenkeel cannot keep its data in ${path} (${reason}). Make the folder writable for this user, or choose another data folder.`,
    { cause },
  );
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
