import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openWriting } from './connection.ts';
import { preparePrivateFile } from './data-dir.ts';
import { journalPath, listJournals } from './journal-files.ts';
import type { SkippedLines } from './journal-ingest.ts';
import { createJournalIngest } from './journal-ingest.ts';
import { readLines } from './journal-lines.ts';
import { allMigrations } from './migrations/all-migrations.ts';
import { readInitial } from './open-store.ts';
import { silentLogger, tempFolder } from './records.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';
import { RequestJournalFile } from './request-journal-file.ts';
import type { RequestJournalFileOptions } from './request-journal-file.ts';
import type { NewRequestLogEntry } from './store.ts';

/** One run of the engine as far as the log goes, with the threads left out so that a test decides what happens when. */
async function openSession(folder: string, write: NonNullable<RequestJournalFileOptions['write']> = writeSync) {
  const path = join(folder, 'evenkeel.db');
  preparePrivateFile(path);
  const options = { dataDir: folder, logger: silentLogger, nowMs: () => 0, migrations: allMigrations };
  const { journal: place } = await readInitial(path, options);
  const db = openWriting(path);
  const skipped: SkippedLines[] = [];
  const ingest = createJournalIngest(db, { folder, onSkipped: (lines) => skipped.push(lines) });
  const journal = new RequestJournalFile({ folder, ...place, write });
  const commit = (lastFile: number): number => db.transaction(() => ingest.ingest(lastFile)).immediate();
  onTestFinished(() => {
    journal.close();
    db.close();
  });
  return {
    folder,
    db,
    journal,
    skipped,
    append: (requestId = 'request-1') => journal.append(requestEntry({ requestId })),
    commit: () => commit(journal.number),
    removeIngested: () => ingest.removeIngested(),
    rollBack: () => {
      db.exec('BEGIN IMMEDIATE');
      ingest.ingest(journal.number);
      db.exec('ROLLBACK');
    },
    close: () => {
      journal.close();
      commit(journal.number + 1);
      ingest.removeIngested();
      db.close();
    },
    rows: () => db.prepare('SELECT id, request_id FROM request_log ORDER BY id').raw().all(),
  };
}

/** The folder as a `kill -9` at this moment leaves it. */
function killed(folder: string): string {
  const copy = join(tempFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  return copy;
}

describe('a line that was torn', () => {
  it('by a kill at any byte takes no other line with it', async () => {
    const folder = tempFolder();
    const first = await openSession(folder);
    first.append('one');
    first.append('two');
    const keptBytes = first.journal.sizeBytes;
    first.append('torn — “ünïcode”');
    const wholeBytes = first.journal.sizeBytes;
    const left = killed(folder);
    for (let bytes = keptBytes; bytes < wholeBytes; bytes += 1) {
      const copy = killed(left);
      truncateSync(journalPath(copy, first.journal.number), bytes);
      const next = await openSession(copy);
      // All of it but the line end is all that matters.
      const isWhole = bytes === wholeBytes - 1;
      const id = next.append('after');
      next.commit();
      const torn = isWhole ? [[3, 'torn — “ünïcode”']] : [];
      expect(next.rows(), `cut at ${bytes}`).toEqual([[1, 'one'], [2, 'two'], ...torn, [isWhole ? 4 : 3, 'after']]);
      expect(id).toBe(isWhole ? 4 : 3);
      next.close();
    }
  }, 120_000);

  it.each([0, 1, 100])(
    'by a disk that was full after %i bytes is reported, and the next one is whole',
    async (bytes) => {
      let full = false;
      const write = (descriptor: number, text: string): number =>
        writeSync(descriptor, full ? text.slice(0, bytes) : text);
      const session = await openSession(tempFolder(), write);
      session.append('one');
      full = true;
      expect(() => session.append('lost')).toThrow(expect.objectContaining({ code: 'store_write_failed' }));
      expect(() => session.append('lost')).toThrow(expect.objectContaining({ code: 'store_write_failed' }));
      full = false;
      expect(session.append('four')).toBe(4);
      session.commit();
      expect(session.rows()).toEqual([
        [1, 'one'],
        [4, 'four'],
      ]);
    },
  );

  it('by an error is reported with its reason', async () => {
    const write = (): number => {
      throw new Error('ENOSPC: no space left on device, write');
    };
    const session = await openSession(tempFolder(), write);
    expect(() => session.append()).toThrow(/cannot be written: ENOSPC/);
  });
});

describe('a line that is no row', () => {
  it('is passed over and told of, once, with the others in place', async () => {
    const session = await openSession(tempFolder());
    session.append('one');
    const path = journalPath(session.folder, session.journal.number);
    writeFileSync(path, '\n{"no": "row"}\n[1,2]\nnull\n\0\0\0\n[\n', { flag: 'a' });
    session.journal.append(requestEntry({ requestedAt: 'no time' }));
    session.append('three');
    expect(session.commit()).toBe(2);
    expect(session.commit()).toBe(0);
    expect(session.rows()).toEqual([
      [1, 'one'],
      [3, 'three'],
    ]);
    expect(session.skipped).toEqual([{ file: 1, count: 6, reason: expect.any(String) }]);
  });

  it('a full database is not the fault of a line', async () => {
    const session = await openSession(tempFolder());
    session.journal.append(requestEntry({ upstreamError: 'x'.repeat(200_000) }));
    session.db.pragma(`max_page_count = ${String(session.db.pragma('page_count', { simple: true }))}`);
    expect(() => session.commit()).toThrow(/full/);
    session.db.pragma('max_page_count = 1000000');
    expect(session.commit()).toBe(1);
    expect(session.skipped).toEqual([]);
  });
});

it('a line longer than what is read at a time is one row, and so is what comes behind it', async () => {
  const session = await openSession(tempFolder());
  const long: NewRequestLogEntry = requestEntry({ requestId: 'long', upstreamError: 'ü'.repeat(3_000_000) });
  session.append('one');
  session.journal.append(long);
  session.append('three');
  expect(session.commit()).toBe(3);
  expect(session.db.prepare("SELECT upstream_error FROM request_log WHERE request_id = 'long'").pluck().get()).toBe(
    long.upstreamError,
  );
});

it('ends where the journal ended when it began, however fast more comes in', () => {
  const path = join(tempFolder(), 'requests-1.journal');
  const lines = 'x\n'.repeat(1_000_000);
  writeFileSync(path, lines);
  let count = 0;
  for (const chunk of readLines(path, 0, false)) {
    count += chunk.lines.length;
    writeFileSync(path, lines, { flag: 'a' });
  }
  expect(count).toBe(1_000_000);
});

it('a kill between the commit and the deletion of a journal brings nothing back', async () => {
  const session = await openSession(tempFolder());
  session.append('one');
  session.journal.rotate();
  session.append('two');
  session.commit();
  expect(listJournals(session.folder)).toEqual([1, 2]);
  const next = await openSession(killed(session.folder));
  expect(next.rows()).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
  expect(listJournals(next.folder)).toEqual([3]);
  next.close();
  expect(readdirSync(next.folder)).toEqual(['evenkeel.db']);
});

it('ids go on above what was ever given, also when it has been deleted', async () => {
  const folder = tempFolder();
  const first = await openSession(folder);
  first.append();
  first.append();
  first.commit();
  first.db.exec('DELETE FROM request_log');
  first.close();
  const second = await openSession(folder);
  expect(second.append()).toBe(3);
});

it('a database put back from a copy takes up what the journals still hold', async () => {
  const folder = tempFolder();
  const session = await openSession(folder);
  session.append('one');
  session.commit();
  session.append('two');
  const restored = tempFolder();
  cpSync(journalPath(folder, 1), journalPath(restored, 1));
  expect(readFileSync(journalPath(restored, 1), 'utf8').split('\n')).toHaveLength(3);
  const next = await openSession(restored);
  expect(next.rows()).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
});

it('whatever happens in whatever order, what was acknowledged is there once, in its order', async () => {
  // More appends than anything else.
  const steps = fc.constantFrom(
    'append',
    'append',
    'append',
    'commit',
    'rollBack',
    'rotate',
    'removeIngested',
    'close',
    'kill',
    'killWriting',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 25 }), async (plan) => {
      let session = await openSession(tempFolder());
      const acknowledged: [number, string][] = [];
      for (const [index, step] of plan.entries()) {
        if (step === 'append') acknowledged.push([session.append(`request ${index}`), `request ${index}`]);
        else if (step === 'rotate') session.journal.rotate();
        else if (step === 'close') {
          session.close();
          session = await openSession(session.folder);
        } else if (step === 'kill' || step === 'killWriting') {
          const left = killed(session.folder);
          const half = '[9007,"half a li';
          if (step === 'killWriting') writeFileSync(journalPath(left, session.journal.number), half, { flag: 'a' });
          session.close();
          session = await openSession(left);
        } else session[step]();
      }
      session.close();
      session = await openSession(session.folder);
      expect(session.rows()).toEqual(acknowledged);
      expect(acknowledged.map(([id]) => id)).toEqual(acknowledged.map((_, index) => index + 1));
      session.close();
    }),
    { numRuns: 40 },
  );
}, 60_000);
