import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
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

/** The newest copy that a program which knows schemas up to this one can open; `null` where there is none. */
export function newestCopyFor(folder: string, newestSchema: number): string | null {
  const fits = (name: string): boolean => Number(copyName.exec(name)?.[1] ?? Infinity) <= newestSchema;
  const name = existsSync(folder) ? copiesIn(folder).findLast(fits) : undefined;
  return name === undefined ? null : join(folder, name);
}

const copyName = /^evenkeel-.*-v(\d+)\.db$/;

/** Oldest first. */
function copiesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => copyName.test(name))
    .sort();
}

function dropOldest(folder: string): void {
  for (const name of copiesIn(folder).slice(0, -KEPT_BACKUPS)) rmSync(join(folder, name));
}
