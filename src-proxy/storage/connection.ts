import Database from 'better-sqlite3';

const BUSY_TIMEOUT_MS = 5_000;

/** A connection that may write. `synchronous=NORMAL` in WAL mode: a commit survives `kill -9`, the last ones not a power cut. */
export function openWriting(path: string): Database.Database {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('journal_size_limit = 67108864');
  return withCommonPragmas(db);
}

/** A connection that cannot write, also not by mistake. */
export function openReading(path: string): Database.Database {
  return withCommonPragmas(new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS }));
}

function withCommonPragmas(db: Database.Database): Database.Database {
  db.pragma('cache_size = -16000');
  db.pragma('temp_store = MEMORY');
  return db;
}
