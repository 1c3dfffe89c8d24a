import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

import { allMigrations } from '../../../src-proxy/storage/migrations/all-migrations.ts';
import { databaseName, layOut, otherFilesIn, readDump } from './data-folder-dump.ts';

export const newestSchema = allMigrations.at(-1)?.version ?? 0;
export const earlierSchemas = allMigrations.map(({ version }) => version).filter((version) => version < newestSchema);
export const silentLogger = { error() {}, warn() {}, info() {}, debug() {} };

/** Rows by table, each as column and value. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export interface OldFolder {
  readonly dataDir: string;
  readonly path: string;
  readonly before: Tables;
  readonly filesBefore: Readonly<Record<string, string>>;
}

/** A data folder as the program of that schema left it, in a folder that goes when the test ends. */
export async function folderOf(schema: number): Promise<OldFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-upgrade-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  await layOut(await readDump(join(import.meta.dirname, `schema-${schema}`)), dataDir);
  const path = join(dataDir, databaseName);
  return { dataDir, path, before: tablesOf(path), filesBefore: await otherFilesIn(dataDir) };
}

/** The folder as it is now, elsewhere. */
export function withDatabase<T>(path: string, look: (db: Database.Database) => T): T {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

export function tablesOf(path: string): Tables {
  return withDatabase(path, (db) => {
    const names = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all();
    return Object.fromEntries(names.map((name) => [name, rowsOf(db, name)]));
  });
}

function rowsOf(db: Database.Database, table: string): Readonly<Record<string, unknown>>[] {
  return db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all();
}

/** What of these rows a later database does not hold any more, or not as it was; columns that came since do not matter. */
export function missingIn(now: Tables, before: Tables): Tables {
  const lost = Object.entries(before).map(([table, rows]) => {
    const columns = Object.keys(rows[0] ?? {});
    const textOf = (row: Readonly<Record<string, unknown>>): string => JSON.stringify(columns.map((name) => row[name]));
    const left = new Set((now[table] ?? []).map(textOf));
    return [table, rows.filter((row) => !left.has(textOf(row)))] as const;
  });
  return Object.fromEntries(lost.filter(([, rows]) => rows.length > 0));
}

/** What was made, however it was written: blanks, comments and order do not count. */
export function schemaOf(db: Database.Database): string[] {
  return db
    .prepare<[], string>(
      "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all()
    .map((text) =>
      text
        .replaceAll(/--.*$/gm, '')
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/ ?([(),]) ?/g, '$1'),
    )
    .sort();
}

export function versionOf(path: string): number {
  return withDatabase(path, (db) => Number(db.pragma('user_version', { simple: true })));
}

/** Paths of the copies that were made before an upgrade. */
export function copiesIn(dataDir: string): string[] {
  const folder = join(dataDir, 'backups');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .sort()
    .map((name) => join(folder, name));
}
