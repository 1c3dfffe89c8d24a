import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Database } from 'better-sqlite3';

import type { Logger } from '../ports.ts';
import { backUpDatabase, newestCopyFor } from './back-up-database.ts';
import { openWriting } from './connection.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { preparePrivateFile, preparePrivateFolder, unusable } from './data-dir.ts';
import { createJournalIngest } from './journal-ingest.ts';
import { listJournals } from './journal-files.ts';
import { loadState, nextRequestId } from './load-state.ts';
import { migrate } from './migrate.ts';
import { allMigrations } from './migrations/all-migrations.ts';
import type { Migration } from './migrations/migration.ts';
import { ReaderClient } from './reader-client.ts';
import { RequestIntake } from './request-intake.ts';
import type { RequestJournalFileOptions } from './request-journal-file.ts';
import { RequestJournalFile } from './request-journal-file.ts';
import { isBusy, isDamage, sqliteCode } from './sqlite-errors.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { Store, StoredState } from './store.ts';
import { StoreError } from './store.ts';
import { workerEntry } from './worker-entry.ts';
import { WriterClient } from './writer-client.ts';

export interface OpenStoreOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

/**
 * Opens the data folder for one engine: locks it, brings the database up to date, reads what is held in memory, then
 * hands the database to its worker threads.
 * @throws StoreError
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { dataDir, logger } = options;
  preparePrivateFolder(dataDir, logger);
  const lock = lockDataDir(dataDir);
  try {
    const path = join(dataDir, 'evenkeel.db');
    preparePrivateFile(path);
    const { state, journal } = await readInitial(path, { ...options, migrations: allMigrations });
    const writer = new WriterClient({ logger, startWorker: () => startWorker('writer-worker', path) });
    const reader = new ReaderClient({ logger, startWorker: () => startWorker('reader-worker', path) });
    await writer.start();
    const intake = await startIntake({ folder: dataDir, ...journal }, writer, logger);
    return new SqliteStore({ initial: state, intake, writer, reader, lock });
  } catch (error) {
    lock.release();
    throw error;
  }
}

export interface InitialRead {
  readonly state: StoredState;
  /** Where new requests go on. */
  readonly journal: { readonly number: number; readonly nextId: number };
}

/** Opens, checks, migrates, takes up what the journals still hold, reads and closes again; the workers go on from there. */
export async function readInitial(
  path: string,
  options: OpenStoreOptions & { readonly migrations: readonly Migration[] },
): Promise<InitialRead> {
  const { dataDir, logger, nowMs, migrations } = options;
  let db: Database | undefined;
  try {
    db = openWriting(path);
    const found = db;
    checkDamage(found, path);
    const folder = join(dataDir, 'backups');
    const applied = await migrate(found, {
      migrations,
      backUp: async (version) => {
        await backUpDatabase(found, { folder, version, logger, nowMs });
      },
      olderCopy: (newestSchema) => newestCopyFor(folder, newestSchema),
    });
    if (applied.length > 0) logger.info('Brought the database up to date.', { applied });
    const number = takeUpJournals(found, dataDir, logger);
    return { state: loadState(found, nowMs()), journal: { number, nextId: nextRequestId(found) } };
  } catch (error) {
    throw asStoreError(error, path);
  } finally {
    db?.close();
  }
}

/** Moves the journals of earlier sessions into the log. Returns the number for the next one. */
function takeUpJournals(db: Database, folder: string, logger: Logger): number {
  const journals = createJournalIngest(db, {
    folder,
    onSkipped: (skipped) => logger.warn('Unreadable lines of the request journal were passed over.', { ...skipped }),
  });
  const next = Math.max(journals.progress().file, ...listJournals(folder)) + 1;
  const takeUp = db.transaction(() => journals.ingest(next));
  const rows = takeUp.immediate();
  try {
    journals.removeIngested();
  } catch (error) {
    logger.warn('A request journal that is done with could not be deleted.', { error });
  }
  if (rows > 0) logger.info('Took up requests that had not reached the database before.', { rows });
  return next;
}

async function startIntake(
  options: RequestJournalFileOptions,
  writer: WriterClient,
  logger: Logger,
): Promise<RequestIntake> {
  try {
    return new RequestIntake({ journal: new RequestJournalFile(options), writer, logger });
  } catch (error) {
    await writer.close();
    throw unusable(options.folder, error);
  }
}

function startWorker(name: 'writer-worker' | 'reader-worker', path: string): Worker {
  return new Worker(workerEntry(name), {
    name: `evenkeel-${name}`,
    workerData: { path },
    // SECURITY: the workers need nothing of the environment, which may hold keys.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: name === 'writer-worker' ? 96 : 192, maxYoungGenerationSizeMb: 16 },
  });
}

/** Above it the whole check would keep a person waiting for seconds at every start. */
const WHOLE_CHECK_BYTES = 200 * 1_048_576;
/** Nearly all of a large database, and nothing that the pool is run by. Damage in it shows when it is read. */
const historyTables = new Set(['request_log', 'rollups', 'error_rollups', 'conversations', 'conversation_parts']);

function checkDamage(db: Database, path: string): void {
  const pages = Number(db.pragma('page_count', { simple: true }));
  const isSmall = pages * Number(db.pragma('page_size', { simple: true })) <= WHOLE_CHECK_BYTES;
  for (const check of isSmall ? ['quick_check(1)'] : partialChecks(db)) {
    const verdict = String(db.pragma(check, { simple: true }));
    if (verdict !== 'ok') throw damaged(path, verdict);
  }
}

/** Of one table with its indexes each. */
function partialChecks(db: Database): string[] {
  return db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
    .filter((name) => !historyTables.has(name))
    .map((name) => `quick_check("${name}")`);
}

function asStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  // Of the system, not of SQLite: a journal that cannot be read.
  if (error instanceof Error && 'syscall' in error) return unusable(dirname(path), error);
  const reason = error instanceof Error ? error.message : String(error);
  if (isBusy(error)) {
    return new StoreError('data_dir_in_use', `Another program holds ${path}. Close it and start again.`, {
      cause: error,
    });
  }
  if (sqliteCode(error) !== null && !isDamage(error)) {
    return new StoreError(
      'data_dir_unusable',
      `The database ${path} cannot be used (${reason}). Check the disk and its free space.`,
      {
        cause: error,
      },
    );
  }
  return damaged(path, reason, error);
}

function damaged(path: string, reason: string, cause?: unknown): StoreError {
  return new StoreError(
    'store_damaged',
    `The database ${path} is damaged (${reason}). Move it and its -wal and -shm files elsewhere, put the newest copy from the ` +
      'backups folder beside it in its place if there is one, and start again. Tokens are kept elsewhere and are not affected.',
    { cause },
  );
}
