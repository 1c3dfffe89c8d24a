import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

import type { OpenedArchive } from './backup-archive.ts';
import { databaseName } from './backup-archive.ts';

const magic = 'SQLite format 3\0';
/** Where SQLite's file format keeps `user_version`, a big-endian number, in the first hundred bytes of the file. */
const versionOffset = 60;
const headerBytes = 100;

/**
 * What the engine lays into `backups` before it brings a database up to date: the database, and nothing beside it.
 * @returns `null` where the file is something else, or cannot be read
 */
export function openDatabaseCopy(path: string): OpenedArchive | null {
  const head = headOf(path);
  if (head === null || head.bytes.toString('latin1', 0, magic.length) !== magic) return null;
  return {
    schema: head.bytes.readUInt32BE(versionOffset),
    createdAt: new Date(head.changedAtMs).toISOString(),
    evenkeel: null,
    names: [databaseName],
    isDatabaseAlone: true,
    has: (name) => name === databaseName,
    read: () => readFileSync(path),
  };
}

function headOf(path: string): { readonly bytes: Buffer; readonly changedAtMs: number } | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const bytes = Buffer.alloc(headerBytes);
    const { mtimeMs: changedAtMs } = fstatSync(descriptor);
    return readSync(descriptor, bytes, 0, headerBytes, 0) < headerBytes ? null : { bytes, changedAtMs };
  } catch {
    // Whoever reads it as an archive next says what is wrong with it.
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
