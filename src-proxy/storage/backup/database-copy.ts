import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { lockForReading } from '../data-dir-lock.ts';
import { journalPath, listJournals } from '../journal-files.ts';
import type { OpenedArchive } from './backup-archive.ts';
import { databaseName, plainFiles } from './backup-archive.ts';

const magic = 'SQLite format 3\0';
/** Where SQLite's file format keeps `user_version`, a big-endian number, in the first hundred bytes of the file. */
const versionOffset = 60;
const headerBytes = 100;
/** What a restore calls the folders in `backups` in which it keeps the data of before. */
export const keptPrefix = 'before-restore-';

/**
 * A database as SQLite left it: what the engine lays into `backups` before it brings one up to date, what a restore keeps of
 * the data of before, or a data folder. Its newest changes may stand in a write-ahead log beside it, and beside one that is
 * called as ours is, in journals. Of a whole folder the plain files count too.
 *
 * All of it is read at once, with engines kept out: pieces of different moments would make a torn copy.
 * @param path the database, or the folder that it is in
 * @returns `null` where the file is something else, or cannot be read
 * @throws StoreError `data_dir_in_use` while an engine runs on it
 */
export function openDatabaseCopy(path: string): OpenedArchive | null {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const database = isFolder ? join(path, databaseName) : path;
  if (!isDatabase(database)) return null;
  const lock = basename(database) === databaseName ? lockForReading(dirname(database)) : null;
  try {
    const paths: [name: string, path: string][] = [[databaseName, database], ...besideIt(database, isFolder)];
    const pieces = new Map(paths.map(([name, piece]) => [name, readFileSync(piece)]));
    const read = (name: string): Buffer => {
      const bytes = pieces.get(name);
      if (bytes === undefined) throw new Error(`There is no ${name} beside ${database}.`);
      return bytes;
    };
    return {
      schema: read(databaseName).readUInt32BE(versionOffset),
      createdAt: new Date(Math.max(...paths.map(([, piece]) => statSync(piece).mtimeMs))).toISOString(),
      evenkeel: null,
      names: [...pieces.keys()],
      isWhole: isFolder && basename(resolve(path)).startsWith(keptPrefix),
      has: (name) => pieces.has(name),
      read,
    };
  } finally {
    lock?.release();
  }
}

/** By the names that they have beside a database of ours. */
function besideIt(database: string, isFolder: boolean): [name: string, path: string][] {
  const folder = dirname(database);
  const journals = basename(database) === databaseName ? listJournals(folder) : [];
  const pieces: [string, string][] = [
    [`${databaseName}-wal`, `${database}-wal`],
    ...journals.map((number): [string, string] => {
      const journal = journalPath(folder, number);
      return [basename(journal), journal];
    }),
    ...(isFolder ? plainFiles : []).map((name): [string, string] => [name, join(folder, name)]),
  ];
  return pieces.filter(([, path]) => existsSync(path));
}

function isDatabase(path: string): boolean {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const head = Buffer.alloc(headerBytes);
    return readSync(descriptor, head, 0, headerBytes, 0) === headerBytes && head.toString('latin1').startsWith(magic);
  } catch {
    // Whoever reads it as an archive next says what is wrong with it.
    return false;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
