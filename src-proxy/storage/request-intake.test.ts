import { mkdirSync } from 'node:fs';

import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';

import type { Logger } from '../ports.ts';
import { journalPath, listJournals } from './journal-files.ts';
import { silentLogger, tempFolder } from './records.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';
import { RequestIntake } from './request-intake.ts';
import { RequestJournalFile } from './request-journal-file.ts';
import type { Operation } from './write-operation.ts';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** An intake whose writer answers when the test lets it. */
function openIntake() {
  const folder = tempFolder();
  const journal = new RequestJournalFile({ folder, number: 1, nextId: 1 });
  onTestFinished(() => journal.close());
  const asked: { operation: Operation; answer: PromiseWithResolvers<number> }[] = [];
  const writer = {
    write: (operation: Operation): Promise<number> => {
      const answer = Promise.withResolvers<number>();
      asked.push({ operation, answer });
      return answer.promise;
    },
  };
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (message) => void warnings.push(message) };
  const intake = new RequestIntake({ journal, writer, logger });
  return {
    folder,
    intake,
    asked,
    warnings,
    append: (entry = requestEntry()) => intake.append(entry),
    passMs: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

it('asks the writer once for all that came in within 250 ms, and not at all when nothing did', async () => {
  const { append, asked, passMs, intake } = openIntake();
  await intake.ingestNow();
  await passMs(1_000);
  expect(asked).toHaveLength(0);
  for (let count = 0; count < 10; count += 1) append();
  await passMs(249);
  expect(asked).toHaveLength(0);
  await passMs(1);
  expect(asked.map(({ operation }) => operation)).toEqual([['ingest', 1]]);
  asked[0]?.answer.resolve(10);
  await passMs(1_000);
  expect(asked).toHaveLength(1);
});

it('asks again only when the writer has answered, however long that takes', async () => {
  const { append, asked, passMs } = openIntake();
  append();
  await passMs(250);
  for (let count = 0; count < 100; count += 1) {
    append();
    await passMs(1_000);
  }
  expect(asked).toHaveLength(1);
  asked[0]?.answer.resolve(1);
  await passMs(250);
  expect(asked).toHaveLength(2);
});

it('tries again by itself when the writer failed, and warns of it once', async () => {
  const { append, asked, warnings, passMs } = openIntake();
  append();
  await passMs(250);
  for (let failures = 1; failures <= 3; failures += 1) {
    asked.at(-1)?.answer.reject(new Error('disk full'));
    await passMs(2_000);
    expect(asked).toHaveLength(failures + 1);
  }
  expect(warnings).toHaveLength(1);
  asked.at(-1)?.answer.resolve(1);
  await passMs(10_000);
  expect(asked).toHaveLength(4);
});

it('a question that failed does not reject, and what it missed is tried again', async () => {
  const { intake, append, asked, passMs } = openIntake();
  append();
  const caughtUp = intake.catchUp();
  asked[0]?.answer.reject(new Error('disk full'));
  await caughtUp;
  await passMs(2_000);
  expect(asked).toHaveLength(2);
});

it('goes on in the old journal when a new one cannot be made', async () => {
  const { folder, intake, append, warnings } = openIntake();
  mkdirSync(journalPath(folder, 2));
  append();
  intake.rotate();
  expect(intake.file).toBe(1);
  expect(warnings).toHaveLength(1);
  expect(append()).toBe(2);
});

it('does not begin a new journal while the one it has is empty', () => {
  const { folder, intake } = openIntake();
  intake.rotate();
  expect(listJournals(folder)).toEqual([1]);
});

it('closing has the writer take everything; what it cannot take is left for the next start', async () => {
  const { folder, intake, append, asked, warnings, passMs } = openIntake();
  append();
  const closed = intake.close();
  expect(asked.map(({ operation }) => operation)).toEqual([['ingest', 2]]);
  asked[0]?.answer.reject(new Error('held by another program'));
  await closed;
  expect(warnings).toEqual(['Some finished requests could not be moved into the database. The next start does it.']);
  expect(() => append()).toThrow(expect.objectContaining({ code: 'store_closed' }));
  await passMs(10_000);
  expect(asked).toHaveLength(1);
  expect(listJournals(folder)).toEqual([1]);
});
