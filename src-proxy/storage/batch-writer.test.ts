import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { createBatchWriter } from './batch-writer.ts';
import { openWriting } from './connection.ts';
import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { createOperationRunner } from './operation-runner.ts';
import { account, sticky, tempFolder } from './records.fixture.ts';
import { operations } from './write-operation.ts';

function openDatabase() {
  const path = join(tempFolder(), 'test.db');
  const db = openWriting(path);
  onTestFinished(() => void db.close());
  makeNewestSchema(db);
  const run = createOperationRunner(db, { ingest: () => 0 });
  return { db, path, run, count: db.prepare('SELECT count(*) FROM accounts').pluck() };
}

const refuseToWait = (): never => {
  throw new Error('nobody holds the database');
};
const good = operations.saveSettings({ changed: true });
const bad = operations.saveAccount(account('bad', { createdAtMs: NaN }));

it('lets a bad operation fail alone, the others keeping their order', () => {
  const { db, run } = openDatabase();
  const orphan = operations.saveSticky(sticky('k', 'nobody', 1));
  const { results, failures } = createBatchWriter(db, run, refuseToWait)([good, bad, good, orphan, good]);
  expect([results[0], results[2], results[4]]).toEqual([1, 2, 3]);
  expect(failures).toEqual([
    [1, expect.stringContaining('NOT NULL')],
    [3, expect.stringContaining('FOREIGN KEY')],
  ]);
});

it('goes on after the disk was full', () => {
  const { db, run, count } = openDatabase();
  const write = createBatchWriter(db, run, refuseToWait);
  db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);
  const large = operations.saveAccount(account('large', { deactivationReason: 'x'.repeat(100_000) }));
  const { failures } = write([large, operations.saveAccount(account('a')), large]);
  expect(failures.map(([index]) => index)).toEqual([0, 2]);
  expect(failures[0]?.[1]).toMatch(/full/);
  db.pragma('max_page_count = 1000000');
  expect(write([large]).failures).toEqual([]);
  expect(count.get()).toBe(2);
});

it('waits for another connection as long as it takes', () => {
  const { db, path, run } = openDatabase();
  db.pragma('busy_timeout = 0');
  const holder = new Database(path);
  onTestFinished(() => void holder.close());
  holder.exec('BEGIN EXCLUSIVE');
  let waits = 0;
  const write = createBatchWriter(db, run, () => {
    waits += 1;
    if (waits === 50) holder.exec('COMMIT');
  });
  expect(write([good, good])).toEqual({ results: [1, 2], failures: [] });
  expect(waits).toBe(50);
});
