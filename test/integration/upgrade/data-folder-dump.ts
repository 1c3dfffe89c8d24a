import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import Database from 'better-sqlite3';
import { z } from 'zod';

/** A data folder as text: the database as SQL, every other file by its path, in base64. */
export interface DataFolderDump {
  readonly sql: string;
  readonly files: Readonly<Record<string, string>>;
}

export const databaseName = 'evenkeel.db';
const filesSchema = z.record(z.string(), z.string());
/** What is not data: who runs on the folder now, what they said, and what SQLite keeps beside its file. */
const leftOut = /^(engine\.lock|engine\.json|evenkeel\.db(-wal|-shm)?|logs\/.*|backups\/.*)$/;

export async function dumpDataFolder(folder: string): Promise<DataFolderDump> {
  const files: Record<string, string> = {};
  for (const name of (await pathsIn(folder)).filter((path) => !leftOut.test(path)))
    files[name] = (await readFile(join(folder, name))).toString('base64');
  return { sql: dumpDatabase(join(folder, databaseName)), files };
}

export async function writeDump(folder: string, { sql, files }: DataFolderDump): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'evenkeel.sql'), sql);
  await writeFile(join(folder, 'files.json'), `${JSON.stringify(files, null, 2)}\n`);
}

export async function readDump(folder: string): Promise<DataFolderDump> {
  return {
    sql: await readFile(join(folder, 'evenkeel.sql'), 'utf8'),
    files: filesSchema.parse(JSON.parse(await readFile(join(folder, 'files.json'), 'utf8'))),
  };
}

/** Makes the folder again. */
export async function layOut({ sql, files }: DataFolderDump, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, name), Buffer.from(content, 'base64'), { mode: 0o600 });
  }
  const db = new Database(join(folder, databaseName));
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
  await chmod(join(folder, databaseName), 0o600);
}

/** Everything beside the database, by path. */
export async function otherFilesIn(folder: string): Promise<Record<string, string>> {
  return (await dumpDataFolder(folder)).files;
}

async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Tables with their rows first, then what looks on: a trigger must not fire on a row that it has seen already. */
function dumpDatabase(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    const made = db
      .prepare<[], { type: string; name: string; sql: string }>(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
      )
      .all();
    const tables = made.filter(({ type }) => type === 'table');
    const others = made.filter(({ type }) => type !== 'table');
    return [
      `PRAGMA page_size = ${String(db.pragma('page_size', { simple: true }))};`,
      `PRAGMA journal_mode = ${String(db.pragma('journal_mode', { simple: true }))};`,
      'PRAGMA foreign_keys = OFF;',
      'BEGIN;',
      ...tables.map(({ sql }) => `${sql};`),
      ...[...tables.map(({ name }) => name), 'sqlite_sequence'].flatMap((name) => rowsOf(db, name)),
      ...others.map(({ sql }) => `${sql};`),
      `PRAGMA user_version = ${String(db.pragma('user_version', { simple: true }))};`,
      'COMMIT;',
      '',
    ].join('\n');
  } finally {
    db.close();
  }
}

function rowsOf(db: Database.Database, table: string): string[] {
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const quoted = columns.map((name) => `quote("${name}")`).join(", ',', ");
  const rows = db.prepare<[], string>(`SELECT concat(${quoted}) FROM "${table}"`).pluck().all();
  // Tables come into `sqlite_sequence` by themselves, with their first row.
  const clear = table === 'sqlite_sequence' ? ['DELETE FROM sqlite_sequence;'] : [];
  return [...clear, ...rows.map((row) => `INSERT INTO "${table}" VALUES (${row});`)];
}
