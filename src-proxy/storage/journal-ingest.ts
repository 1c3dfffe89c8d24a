import type { Database } from 'better-sqlite3';

import { journalPath, listJournals, removeJournalsBefore } from './journal-files.ts';
import { readLines } from './journal-lines.ts';
import { createOwnerWriter } from './owner-rows.ts';
import { requestColumns } from './request-row.ts';
import { createRollupWriter } from './rollup-writer.ts';
import { sqliteCode } from './sqlite-errors.ts';
import type { SqlValue } from './sql-value.ts';

/** Up to where the journals are in the table. */
export interface JournalProgress {
  readonly file: number;
  readonly offset: number;
}

/** Lines that are not, and never will be, rows. */
export interface SkippedLines {
  readonly file: number;
  readonly count: number;
  /** What was wrong with the first of them. */
  readonly reason: string;
}

export interface JournalIngest {
  progress(): JournalProgress;
  /**
   * Moves every new line of the journals up to the given one into the table. Those before it count as finished, it itself
   * as still written to. Belongs inside a transaction: rows, their sums and progress are committed together, so that
   * whatever is killed when, each line becomes one row and is counted once. Returns the number of requests among them.
   */
  ingest(lastFile: number): number;
  /** Deletes the journals that are in the table whole. Belongs behind the commit. */
  removeIngested(): void;
}

export interface JournalIngestOptions {
  readonly folder: string;
  readonly onSkipped: (skipped: SkippedLines) => void;
}

const INSERT_REQUEST_SQL = `INSERT INTO request_log (id, ${requestColumns.join(', ')})
  VALUES (?, ${requestColumns.map(() => '?').join(', ')})`;

export function createJournalIngest(db: Database, { folder, onSkipped }: JournalIngestOptions): JournalIngest {
  const insert = db.prepare(INSERT_REQUEST_SQL);
  const rollups = createRollupWriter(db);
  const saveOwner = createOwnerWriter(db);
  const readProgress = db.prepare<[], JournalProgress>('SELECT file, offset FROM journal_progress');
  const saveProgress = db.prepare('UPDATE journal_progress SET file = ?, offset = ?');
  let removedBefore = 0;

  const progress = (): JournalProgress => readProgress.get() ?? { file: 0, offset: 0 };

  const insertLines = (lines: readonly string[], file: number): number => {
    const reasons: string[] = [];
    let rows = 0;
    for (const line of lines) {
      try {
        const parsed = JSON.parse(line) as unknown;
        if (!Array.isArray(parsed) && saveOwner(parsed)) continue;
        const row = wholeRow(parsed as SqlValue[]);
        insert.run(row);
        rollups.add(row);
        rows += 1;
      } catch (error) {
        if (!isLineAtFault(error)) throw error;
        reasons.push(reasonOf(error));
      }
    }
    if (reasons[0] !== undefined) onSkipped({ file, count: reasons.length, reason: reasons[0] });
    return rows;
  };

  return {
    progress,
    ingest(lastFile) {
      const from = progress();
      let rows = 0;
      // What an attempt before this one added went with its transaction.
      rollups.drop();
      for (const file of listJournals(folder)) {
        if (file < from.file || file > lastFile) continue;
        const fromByte = file === from.file ? from.offset : 0;
        for (const { lines, endByte } of readLines(journalPath(folder, file), fromByte, file < lastFile)) {
          rows += insertLines(lines, file);
          rollups.flush();
          saveProgress.run(file, endByte);
        }
      }
      if (progress().file < lastFile) saveProgress.run(lastFile, 0);
      return rows;
    },
    removeIngested() {
      const { file } = progress();
      if (file === removedBefore) return;
      // Once each: what cannot be deleted now is tried again at the next start.
      removedBefore = file;
      removeJournalsBefore(folder, file);
    },
  };
}

/** A line of the version before knows nothing of the columns that came since. */
function wholeRow(row: SqlValue[]): SqlValue[] {
  const missing = requestColumns.length + 1 - row.length;
  return missing > 0 ? [...row, ...Array<null>(missing).fill(null)] : row;
}

/** What a line says stays out of it, as a parser's own words do not. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'It is no JSON.';
  return error instanceof Error ? error.message : String(error);
}

/** A full disk or a damaged table is no fault of the line: it stays in the journal for another time. */
function isLineAtFault(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === null || /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(code);
}
