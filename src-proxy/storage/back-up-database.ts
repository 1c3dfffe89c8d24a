import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from 'better-sqlite3';

import type { Logger } from '../ports.ts';
import { preparePrivateFile, preparePrivateFolder } from './data-dir.ts';

const KEPT_BACKUPS = 5;

export interface BackUpOptions {
  readonly folder: string;
  /** The schema version of what is backed up. */
  readonly version: number;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

/** Copies a database as it is before a migration changes it, and drops the oldest copies. Resolves with the copy's path. */
export async function backUpDatabase(db: Database, options: BackUpOptions): Promise<string> {
  const { folder, version, logger, nowMs } = options;
  preparePrivateFolder(folder, logger);
  const time = new Date(nowMs()).toISOString().replaceAll(/[-:]/g, '');
  const path = join(folder, `evenkeel-${time}-v${version}.db`);
  const partial = `${path}.partial`;
  // What a kill left half-written must not be mistaken for a database to continue with.
  rmSync(partial, { force: true });
  preparePrivateFile(partial);
  await db.backup(partial);
  renameSync(partial, path);
  dropOldest(folder);
  logger.info('Backed up the database before bringing it up to date.', { path, version });
  return path;
}

function dropOldest(folder: string): void {
  const backups = readdirSync(folder)
    .filter((name) => /^evenkeel-.*\.db$/.test(name))
    .sort();
  for (const name of backups.slice(0, -KEPT_BACKUPS)) rmSync(join(folder, name));
}
