import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { journalPath, listJournals } from '../journal-files.ts';
import type { OpenedArchive } from './backup-archive.ts';
import { databaseName, plainFiles } from './backup-archive.ts';

const magic = 'SQLite format 3\0';
/** Where SQLite's file format keeps `user_version`, a big-endian number, in the first hundred bytes of the file. */
const versionOffset = 60;
const headerBytes = 100;

/**
 * A database as SQLite left it: what the engine lays into `backups` before it brings one up to date, what a restore keeps of
 * the data of before, or a data folder. Its newest changes may stand in a write-ahead log beside it, and beside one that is
 * called as ours is, in journals. Of a whole folder the plain files count too.
 * @param path the database, or the folder that it is in
 * @returns `null` where the file is something else, or cannot be read
 */
export function openDatabaseCopy(path: string): OpenedArchive | null {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const database = isFolder ? join(path, databaseName) : path;
  const head = headOf(database);
  if (head === null || head.toString('latin1', 0, magic.length) !== magic) return null;
  const pieces = new Map([[databaseName, database], ...besideIt(database, isFolder)]);
  return {
    schema: head.readUInt32BE(versionOffset),
    createdAt: new Date(Math.max(...[...pieces.values()].map((piece) => statSync(piece).mtimeMs))).toISOString(),
    evenkeel: null,
    names: [...pieces.keys()],
    hasPlainFiles: isFolder,
    has: (name) => pieces.has(name),
    read: (name) => readFileSync(pieces.get(name) ?? join(dirname(database), name)),
  };
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

function headOf(path: string): Buffer | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const bytes = Buffer.alloc(headerBytes);
    return readSync(descriptor, bytes, 0, headerBytes, 0) < headerBytes ? null : bytes;
  } catch {
    // Whoever reads it as an archive next says what is wrong with it.
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
