import { existsSync, linkSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import Database from 'better-sqlite3';

import { Refusal } from '../../contract/refusal.ts';
import { openReading } from '../connection.ts';
import { preparePrivateFile } from '../data-dir.ts';
import { journalPath, listJournals } from '../journal-files.ts';
import type { BackupEntry, BackupManifest } from './backup-archive.ts';
import { databaseName, plainFiles, secretsName, writeArchive } from './backup-archive.ts';
import { secretNamesIn } from './secret-names.ts';

export interface TakeBackupOptions {
  readonly dataDir: string;
  /** Where the ZIP file goes. */
  readonly file: string;
  /** Replaces a file that is there. */
  readonly force: boolean;
  readonly evenkeel: string;
  readonly nowMs: number;
  /** Makes the encrypted entry out of the names under which the vault may keep something; `null` leaves secrets out. */
  readonly sealSecrets: ((names: readonly string[]) => Promise<Uint8Array>) | null;
  /** For tests: what happens between reading the journals and the database. */
  readonly between?: () => Promise<void>;
}

/** What a ZIP file of this kind, and reading one back, can hold. */
const largestDatabaseBytes = 2 ** 31 - 1;

/**
 * Writes all that is in a data folder, but nothing of the vault in the clear, into one file. An engine may be running on it.
 *
 * Journals first, then the database; not the other way round. A finished request is a line in a journal, later a row too,
 * and its journal is deleted after that. What had finished when we began is therefore in a journal that we read, or its
 * journal was gone, and then the row is in the database that is read after it. Twice it is never: the database says itself
 * how far it holds the journals (`journal_progress`, committed with the rows), and a restore takes up what is behind that.
 * A database copied first would miss what moved into it, and out of the journals, between the two.
 * @throws Refusal, StoreError
 */
export async function takeBackup(options: TakeBackupOptions): Promise<BackupManifest> {
  const { dataDir, force, evenkeel, nowMs, sealSecrets } = options;
  const file = resolve(options.file);
  const source = join(dataDir, databaseName);
  if (!existsSync(source))
    throw new Refusal('validation_error', `There is no data of Evenkeel in ${dataDir}, so nothing to back up.`);
  if (!force && existsSync(file)) throw alreadyThere(file);
  const work = workFolderBeside(file);
  try {
    const journals = readJournals(dataDir);
    await options.between?.();
    const copy = join(work, databaseName);
    await copyDatabase(source, copy);
    const { schema, names } = readFacts(copy);
    const entries: BackupEntry[] = [{ name: databaseName, path: copy }, ...journals, ...readPlainFiles(dataDir)];
    if (sealSecrets !== null) entries.push({ name: secretsName, bytes: await sealSecrets(names) });
    const whole = join(work, 'backup.zip');
    const createdAt = new Date(nowMs).toISOString();
    const manifest = writeArchive(whole, entries, { schema, createdAt, evenkeel, hasSecrets: sealSecrets !== null });
    place(whole, file, force);
    return manifest;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** SECURITY: for its owner alone, and on the same disk as the file, so that this takes its name in one step. */
function workFolderBeside(file: string): string {
  try {
    return mkdtempSync(join(dirname(file), `.${basename(file)}-`));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal('validation_error', `${file} cannot be written: ${reason}`, {}, { cause });
  }
}

function readJournals(dataDir: string): BackupEntry[] {
  return listJournals(dataDir).flatMap((number) => {
    const path = journalPath(dataDir, number);
    const bytes = readIfThere(path);
    // Gone since it was listed: all of it is in the database.
    return bytes === null ? [] : [{ name: basename(path), bytes }];
  });
}

function readPlainFiles(dataDir: string): BackupEntry[] {
  return plainFiles.flatMap((name) => {
    const bytes = readIfThere(join(dataDir, name));
    return bytes === null ? [] : [{ name, bytes }];
  });
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function copyDatabase(from: string, to: string): Promise<void> {
  if (statSync(from).size > largestDatabaseBytes)
    throw new Refusal('validation_error', 'The database is larger than 2 GB, which is more than a backup can hold.');
  const db = openReading(from);
  try {
    preparePrivateFile(to);
    // In one step: it would begin anew with each commit of the engine between two.
    await db.backup(to, { progress: () => 2 ** 31 - 1 });
  } finally {
    db.close();
  }
}

function readFacts(copy: string): { schema: number; names: readonly string[] } {
  const db = new Database(copy);
  try {
    // Nothing lies beside the copy, so that what goes into the archive is one file.
    db.pragma('journal_mode = DELETE');
    return { schema: Number(db.pragma('user_version', { simple: true })), names: secretNamesIn(db) };
  } finally {
    db.close();
  }
}

function place(whole: string, file: string, force: boolean): void {
  if (force) {
    renameSync(whole, file);
    return;
  }
  try {
    linkSync(whole, file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' || existsSync(file)) throw alreadyThere(file);
    // A disk that knows no links.
    renameSync(whole, file);
  }
}

function alreadyThere(file: string): Refusal {
  return new Refusal('validation_error', `${file} is there already. Name another file, or say --force to replace it.`);
}
