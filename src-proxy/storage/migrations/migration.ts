import type { Database } from 'better-sqlite3';

/** One step of the schema. Once released it is never edited: a later step corrects it. */
export interface Migration {
  /** What `PRAGMA user_version` says afterwards. */
  readonly version: number;
  apply(db: Database): void;
}
