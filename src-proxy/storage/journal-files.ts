/**
 * Threat model: the same reader of our files as in `data-dir.ts`. A journal holds what the request log holds, so each is
 * made 0600, and is gone once its lines are in the database: what is deleted there must not live on beside it.
 */
import { openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const journalName = /^requests-([1-9][0-9]*)\.journal$/;

export function journalPath(folder: string, number: number): string {
  return join(folder, `requests-${number}.journal`);
}

/** Makes a journal that is not there yet; returns its descriptor. */
export function createJournal(folder: string, number: number): number {
  // SECURITY: private from the start, and never a file that somebody else put there.
  return openSync(journalPath(folder, number), 'ax', 0o600);
}

/** The numbers of the journals in a folder, oldest first. */
export function listJournals(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => Number(journalName.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((one, other) => one - other);
}

export function removeJournalsBefore(folder: string, number: number): void {
  for (const old of listJournals(folder)) {
    if (old < number) rmSync(journalPath(folder, old), { force: true });
  }
}
