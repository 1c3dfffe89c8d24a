/**
 * Threat model: two engines on one data folder. Each would hold its own picture of the pool in memory and overwrite the
 * other's refreshed tokens, which logs accounts out. A lock file with a process id in it outlives `kill -9` and lies
 * after a reboot; a lock that the system holds for an open file does neither.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { preparePrivateFile } from './data-dir.ts';
import { isBusy } from './sqlite-errors.ts';
import { StoreError } from './store.ts';

export interface DataDirLock {
  release(): void;
}

/** @throws StoreError `data_dir_in_use` when another engine has the folder. */
export function lockDataDir(dataDir: string): DataDirLock {
  const path = join(dataDir, 'engine.lock');
  preparePrivateFile(path);
  const connection = openLockFile(path, dataDir);
  return { release: () => connection.close() };
}

/**
 * Keeps engines out of a folder while it is read. It need not be writable: where none ever ran, no lock file is made.
 * @throws StoreError `data_dir_in_use` when an engine has the folder.
 */
export function lockForReading(dataDir: string): DataDirLock {
  const path = join(dataDir, 'engine.lock');
  if (!existsSync(path)) return { release: () => undefined };
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path, { readonly: true, timeout: 0 });
    connection.exec('BEGIN');
    // The first thing read takes the lock, which lasts as long as the transaction.
    connection.pragma('user_version');
  } catch (cause) {
    if (isBusy(cause)) {
      connection?.close();
      throw new StoreError(
        'data_dir_in_use',
        `An Evenkeel is running with ${dataDir}, and would change the data while it is read. Quit that one first, or take a backup of it with evenkeel backup and restore that. Nothing was changed.`,
        { cause },
      );
    }
    // Not a lock that an engine of ours could hold.
  }
  return { release: () => connection?.close() };
}

function openLockFile(path: string, dataDir: string): Database.Database {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path, { timeout: 0 });
    // In rollback mode, unlike WAL, an exclusive transaction keeps out every other opener; in memory it leaves no journal behind.
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if (isBusy(error)) {
      throw new StoreError(
        'data_dir_in_use',
        `Another Evenkeel is running with the data folder ${dataDir}. Use that one, quit it first, or give this one a data folder of its own.`,
        { cause: error },
      );
    }
    throw new StoreError(
      'data_dir_unusable',
      `Evenkeel cannot lock its data folder: ${path} is not usable. Delete that file and start again.`,
      {
        cause: error,
      },
    );
  }
}
