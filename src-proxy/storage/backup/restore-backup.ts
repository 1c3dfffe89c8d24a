/**
 * Threat model: a kill at any moment, and a backup that is not what it says. All is checked and made ready beside the data
 * before anything of it is touched; the change itself is one rename of the database. The files beside it that would count
 * for the new one (its write-ahead log, journals) are made harmless before that rename.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { Refusal } from '../../contract/refusal.ts';
import type { Logger } from '../../ports.ts';
import { openWriting } from '../connection.ts';
import { lockDataDir } from '../data-dir-lock.ts';
import { preparePrivateFile, preparePrivateFolder } from '../data-dir.ts';
import { journalPath, listJournals } from '../journal-files.ts';
import { allMigrations } from '../migrations/all-migrations.ts';
import { readInitial } from '../open-store.ts';
import { StoreError } from '../store.ts';
import type { OpenedArchive } from './backup-archive.ts';
import { databaseName, openArchive, plainFiles, secretsName } from './backup-archive.ts';
import { keptPrefix, openDatabaseCopy } from './database-copy.ts';

const stagePrefix = 'restore-';
const newestSchema = allMigrations.at(-1)?.version ?? 0;

export interface RestoredAccount {
  readonly id: string;
  /** What a person calls it. */
  readonly label: string;
}

/** What a restored database holds that the vault may not. */
export interface Restored {
  readonly createdAt: string;
  /** The version that wrote it; `null` where it does not say. */
  readonly evenkeel: string | null;
  /** Where the data of before is now; `null` where there was none. */
  readonly keptIn: string | null;
  readonly requests: number;
  readonly accounts: readonly RestoredAccount[];
  /** Sources with a key, by id and name. */
  readonly sources: readonly RestoredAccount[];
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
}

export interface RestoreOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly nowMs: () => number;
  readonly logger: Logger;
  /** Looks at the encrypted entry before anything is changed; `null` where there is none. May refuse. */
  readonly openSecrets: (sealed: Uint8Array | null) => Promise<void>;
  /** Runs with the data in its place and the folder still locked. */
  readonly finish: (restored: Restored) => Promise<void>;
  /** For tests: called behind each step. */
  readonly onStep?: (step: RestoreStep) => void;
}

export type RestoreStep = 'staged' | 'kept' | 'cleared' | 'swapped' | 'done';

/** @throws Refusal, StoreError; both leave what was there */
export async function restoreBackup(options: RestoreOptions): Promise<void> {
  const { dataDir, logger, onStep = () => undefined } = options;
  const archive = openDatabaseCopy(options.file) ?? openArchive(options.file);
  checkSchema(archive, options.file);
  const database = archive.read(databaseName);
  await options.openSecrets(archive.has(secretsName) ? archive.read(secretsName) : null);
  preparePrivateFolder(dataDir, logger);
  const lock = lockDataDir(dataDir);
  try {
    dropStages(dataDir);
    const stage = mkdtempSync(join(dataDir, stagePrefix));
    try {
      const facts = await makeReady(stage, archive, database, options);
      onStep('staged');
      const keptIn = putInPlace(stage, archive, options, onStep);
      const { createdAt, evenkeel } = archive;
      await options.finish({ ...facts, createdAt, evenkeel, keptIn });
    } finally {
      rmSync(stage, { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}

function checkSchema({ schema, evenkeel }: OpenedArchive, file: string): void {
  if (schema <= newestSchema) return;
  const whose = evenkeel === null ? '' : `${evenkeel}, `;
  throw new StoreError(
    'store_newer',
    `${file} was written by a newer Evenkeel (${whose}format ${schema}; this one knows up to ${newestSchema}). ` +
      'Install that version and restore it there. Nothing was changed.',
  );
}

/** What a restore that was killed left behind. */
function dropStages(dataDir: string): void {
  for (const name of readdirSync(dataDir))
    if (/^restore-\w{6}$/.test(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
}

type Facts = Omit<Restored, 'createdAt' | 'evenkeel' | 'keptIn'>;

/** Checked, brought up to date, and with its journals in it: one file. */
async function makeReady(
  stage: string,
  archive: OpenedArchive,
  database: Uint8Array,
  { file, dataDir, logger, nowMs }: RestoreOptions,
): Promise<Facts> {
  const path = join(stage, databaseName);
  const write = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(stage, name), bytes, { mode: 0o600, flag: 'wx', flush: true });
  };
  write(databaseName, database);
  for (const name of archive.names) if (name !== databaseName && name !== secretsName) write(name, archive.read(name));
  if (!isOurs(path)) throw new Refusal('validation_error', `${file} is no database of Evenkeel. Nothing was changed.`);
  try {
    await readInitial(path, { dataDir: stage, logger, nowMs, migrations: allMigrations });
    return settle(path, Math.max(0, ...listJournals(dataDir)));
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== 'store_damaged') throw cause;
    throw new Refusal('validation_error', `The database in ${file} is damaged. Nothing was changed.`, {}, { cause });
  }
}

/** Into another program's database our own empty tables would be laid, and it would pass for a pool without an account. */
function isOurs(path: string): boolean {
  try {
    const db = openWriting(path);
    try {
      const own = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'journal_progress'");
      return own.pluck().get() === 1;
    } finally {
      db.close();
    }
  } catch {
    // Whoever reads it next says what is wrong with it.
    return true;
  }
}

const labelledSchema = z.array(z.object({ id: z.string(), label: z.string() }));

/** The last changes before it goes in. Answers what is in it. */
function settle(path: string, lastJournal: number): Facts {
  const db = openWriting(path);
  try {
    const verdict = String(db.pragma('quick_check(1)', { simple: true }));
    if (verdict !== 'ok') throw new StoreError('store_damaged', verdict);
    // The journals that lie in the folder now belong to the data of before: to this database they are taken up already.
    db.prepare('UPDATE journal_progress SET file = max(file, ?), offset = 0').run(lastJournal + 1);
    // SECURITY: a session that was ended since the backup must not come back to life.
    db.prepare("DELETE FROM dashboard_auth WHERE name LIKE 'session:%'").run();
    const auth = new Set(db.prepare<[], string>('SELECT name FROM dashboard_auth').pluck().all());
    const facts: Facts = {
      requests: Number(db.prepare('SELECT count(*) FROM request_log').pluck().get()),
      accounts: labelledSchema.parse(db.prepare('SELECT id, coalesce(alias, email, id) AS label FROM accounts').all()),
      sources: labelledSchema.parse(db.prepare('SELECT id, name AS label FROM model_sources WHERE has_key = 1').all()),
      hasPassword: auth.has('password'),
      hasSecondFactor: auth.has('totp'),
    };
    // All of it in the one file that is renamed.
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma('journal_mode = DELETE');
    return facts;
  } finally {
    db.close();
    syncPath(path);
  }
}

/**
 * A kill before "swapped" leaves the data of before, one behind it the data of the backup. The two small files follow the
 * database one after the other: each of them is old or new, and a second restore brings all of them again.
 */
function putInPlace(
  stage: string,
  archive: OpenedArchive,
  { dataDir, nowMs, logger }: RestoreOptions,
  onStep: (step: RestoreStep) => void,
): string | null {
  const path = join(dataDir, databaseName);
  if (existsSync(path)) gatherInOneFile(path, logger);
  const oldJournals = listJournals(dataDir);
  const keptIn = keep(dataDir, nowMs(), logger);
  onStep('kept');
  // Empty by now, or kept with a database that is past opening; left there, it would be taken for the new one's.
  for (const side of ['-wal', '-shm']) rmSync(path + side, { force: true });
  onStep('cleared');
  renameSync(join(stage, databaseName), path);
  syncPath(dataDir);
  onStep('swapped');
  for (const number of oldJournals) rmSync(journalPath(dataDir, number), { force: true });
  for (const name of plainFiles) {
    if (archive.has(name)) renameSync(join(stage, name), join(dataDir, name));
    else if (archive.isWhole) rmSync(join(dataDir, name), { force: true });
  }
  syncPath(dataDir);
  onStep('done');
  return keptIn;
}

/** So that it is whole without its write-ahead log. One that is damaged is what a restore may be for. */
function gatherInOneFile(path: string, logger: Logger): void {
  try {
    preparePrivateFile(path);
    const db = openWriting(path);
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
  } catch (error) {
    logger.warn('The database of before could not be opened; it is kept as it is.', { error });
  }
}

/** A second name for each file of before, which stays when the first one is taken over. */
function keep(dataDir: string, nowMs: number, logger: Logger): string | null {
  const kept = /^(evenkeel\.db(-wal)?|requests-\d+\.journal|settings\.json|models\.json)$/;
  const names = readdirSync(dataDir).filter((name) => kept.test(name));
  if (names.length === 0) return null;
  const backups = join(dataDir, 'backups');
  preparePrivateFolder(backups, logger);
  const folder = join(backups, `${keptPrefix}${new Date(nowMs).toISOString().replaceAll(/[-:]/g, '')}`);
  mkdirSync(folder, { mode: 0o700 });
  for (const name of names) keepOne(join(dataDir, name), join(folder, name));
  syncPath(folder);
  return folder;
}

function keepOne(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // A disk that knows no links. Whatever else stands in the way shows here again.
    copyFileSync(from, to);
  }
}

/** Without this a power cut may undo what was written or renamed. Windows cannot, and need not, do it for folders. */
function syncPath(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
