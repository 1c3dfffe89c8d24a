import type { Database } from 'better-sqlite3';

import { isBusy } from './sqlite-errors.ts';
import type { Operation } from './write-operation.ts';

export interface BatchResult {
  /** One number per operation, in order; meaningless where it failed. */
  readonly results: readonly number[];
  readonly failures: readonly (readonly [index: number, message: string])[];
}

/**
 * Commits operations in groups. A group that fails is tried again one by one, so that a bad operation fails alone.
 * While another process holds the database it waits as long as that takes, calling `onWait` every few seconds.
 */
export function createBatchWriter(
  db: Database,
  run: (operation: Operation) => number,
  onWait: () => void,
): (batch: readonly Operation[]) => BatchResult {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');

  const beginWhenFree = (): void => {
    for (;;) {
      try {
        begin.run();
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        onWait();
      }
    }
  };

  const commitTogether = (batch: readonly Operation[]): number[] => {
    beginWhenFree();
    try {
      const results = batch.map(run);
      commit.run();
      return results;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };

  const commitOneByOne = (batch: readonly Operation[]): BatchResult => {
    const failures: [number, string][] = [];
    const results = batch.map((operation, index) => {
      try {
        return commitTogether([operation])[0] ?? 0;
      } catch (error) {
        failures.push([index, describe(error)]);
        return 0;
      }
    });
    return { results, failures };
  };

  return (batch) => {
    try {
      return { results: commitTogether(batch), failures: [] };
    } catch (error) {
      if (batch.length > 1) return commitOneByOne(batch);
      return { results: [0], failures: [[0, describe(error)]] };
    }
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
