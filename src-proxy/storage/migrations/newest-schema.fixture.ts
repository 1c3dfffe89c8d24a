import type { Database } from 'better-sqlite3';

import { allMigrations } from './all-migrations.ts';

/** Makes what a fresh data folder has, in an empty database. */
export function makeNewestSchema(db: Database): void {
  for (const migration of allMigrations) migration.apply(db);
}
