import type { Database } from 'better-sqlite3';

/** What can be said of the database file as it is. */
export interface DatabaseFacts {
  /** What `PRAGMA quick_check` complains about, at most twenty lines; empty for a sound file. */
  readonly damage: readonly string[];
  readonly schemaVersion: number;
  readonly sizeBytes: number;
  /** Of it, what is free to be written again. */
  readonly freeBytes: number;
  readonly rows: Readonly<Record<string, number>>;
}

const counted = ['accounts', 'api_keys', 'request_log', 'audit_log'] as const;

/** Reads through the whole file: for the reading thread alone. */
export function databaseFacts(db: Database): DatabaseFacts {
  const number = (name: string): number => Number(db.pragma(name, { simple: true }));
  const said = db.prepare<[], string>('PRAGMA quick_check(20)').pluck().all();
  const known = new Set(db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const pageBytes = number('page_size');
  return {
    damage: said.filter((line) => line !== 'ok'),
    schemaVersion: number('user_version'),
    sizeBytes: number('page_count') * pageBytes,
    freeBytes: number('freelist_count') * pageBytes,
    rows: Object.fromEntries(
      counted
        .filter((table) => known.has(table))
        .map((table) => [table, Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())]),
    ),
  };
}
