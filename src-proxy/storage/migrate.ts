import type { Database } from 'better-sqlite3';

import type { Migration } from './migrations/migration.ts';
import { StoreError } from './store.ts';

export interface MigrateOptions {
  readonly migrations: readonly Migration[];
  /** Called before an existing database is changed, with the version it has. */
  readonly backUp: (version: number) => Promise<void>;
  /** Where the newest copy is that schemas up to this one can open, for whoever has gone back to an older program. */
  readonly olderCopy: (newestSchema: number) => string | null;
}

/** Brings the schema up to date, each step in a transaction of its own. Resolves with the versions that were applied. */
export async function migrate(db: Database, options: MigrateOptions): Promise<number[]> {
  const { migrations, backUp, olderCopy } = options;
  const found = schemaVersion(db);
  const newest = migrations.at(-1)?.version ?? 0;
  if (found > newest) {
    const copy = olderCopy(newest);
    throw new StoreError(
      'store_newer',
      `The data in this folder was written by a newer Evenkeel (format ${found}, this one knows up to ${newest}). ` +
        'Install that version again, or use another data folder.' +
        (copy === null
          ? ''
          : ` To go back to the data as it was before that version came: evenkeel restore "${copy}". What is here now is kept.`),
    );
  }
  const missing = migrations.filter(({ version }) => version > found);
  if (found > 0 && missing.length > 0) await backUp(found);
  for (const migration of missing) applyOne(db, migration);
  return missing.map(({ version }) => version);
}

function schemaVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function applyOne(db: Database, migration: Migration): void {
  const step = db.transaction(() => {
    migration.apply(db);
    db.pragma(`user_version = ${migration.version}`);
  });
  step.immediate();
}
