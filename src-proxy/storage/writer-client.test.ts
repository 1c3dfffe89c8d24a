import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { describe, expect, it, onTestFinished } from 'vitest';

import type { Logger } from '../ports.ts';
import { openWriting } from './connection.ts';
import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { account, silentLogger, sticky, tempFolder } from './records.fixture.ts';
import { workerEntry } from './worker-entry.ts';
import { operations } from './write-operation.ts';
import type { WriterClientOptions } from './writer-client.ts';
import { WriterClient } from './writer-client.ts';

/** Resolves with the version: one more for each. */
const change = operations.saveSettings({ changed: true });
const place = (index: number) => operations.saveSticky(sticky(`key ${index}`, 'a', index));

async function startClient(options: Partial<WriterClientOptions> = {}) {
  const path = join(tempFolder(), 'test.db');
  const db = openWriting(path);
  makeNewestSchema(db);
  onTestFinished(() => void db.close());
  const workers: Worker[] = [];
  const client = new WriterClient({
    logger: silentLogger,
    startWorker: () => {
      const worker = new Worker(workerEntry('writer-worker'), { workerData: { path } });
      workers.push(worker);
      return worker;
    },
    ...options,
  });
  await client.start();
  onTestFinished(() => client.close());
  return { client, db, path, workers };
}

describe('group commit', () => {
  it('keeps the order of the calls, and a bad write fails alone', async () => {
    const { client } = await startClient();
    const writes = Array.from({ length: 600 }, (_, index) => client.write(index === 300 ? place(index) : change));
    const outcomes = await Promise.allSettled(writes);
    const versions = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(versions).toEqual(Array.from({ length: 599 }, (_, index) => index + 1));
    expect(outcomes[300]).toMatchObject({
      status: 'rejected',
      reason: { name: 'StoreError', code: 'store_write_failed' },
    });
  });
});

describe('while another connection holds the database', () => {
  it('the event loop stays free and no write is lost', async () => {
    const { client, db } = await startClient();
    db.exec('BEGIN EXCLUSIVE');
    let acknowledged = 0;
    const writes = Array.from({ length: 1_000 }, () => client.write(change).finally(() => (acknowledged += 1)));
    let longestMs = 0;
    for (let turn = 0; turn < 2_000; turn += 1) {
      const before = performance.now();
      await nextTurn();
      longestMs = Math.max(longestMs, performance.now() - before);
    }
    expect(acknowledged).toBe(0);
    expect(longestMs).toBeLessThan(1_000);
    db.exec('COMMIT');
    expect(await Promise.all(writes)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it('places of conversations beyond the bound are refused, account changes are not', async () => {
    const { client, db } = await startClient({ maxQueued: 2 });
    await client.write(operations.saveAccount(account('a')));
    db.exec('BEGIN EXCLUSIVE');
    const queued = [1, 2, 3].map((index) => client.write(place(index)));
    await expect(client.write(place(4))).rejects.toMatchObject({ code: 'store_write_failed' });
    const saved = client.write(operations.saveAccount(account('b')));
    db.exec('COMMIT');
    expect(await Promise.all(queued)).toEqual([1, 1, 1]);
    expect(await saved).toBe(1);
  });

  it('closing gives up after its time, and what waited is rejected', async () => {
    const givenUp = Promise.withResolvers<void>();
    const logger: Logger = { ...silentLogger, error: () => givenUp.resolve() };
    const { client, db } = await startClient({ closeTimeoutMs: 50, logger });
    db.exec('BEGIN EXCLUSIVE');
    const outcome = Promise.allSettled([client.write(change)]);
    const closed = client.close();
    await givenUp.promise;
    // A thread ends only when SQLite returns from its wait, up to its busy timeout later.
    db.exec('COMMIT');
    await closed;
    expect(await outcome).toMatchObject([{ status: 'rejected', reason: { code: 'store_write_failed' } }]);
  });
});

describe('when the worker dies', () => {
  it('what was pending is rejected, and the next worker writes on', async () => {
    const errors: string[] = [];
    const logger: Logger = { ...silentLogger, error: (message) => void errors.push(message) };
    const { client, db, workers } = await startClient({ logger });
    db.exec('BEGIN EXCLUSIVE');
    const pending = [change, change].map((operation) => client.write(operation));
    const outcomes = Promise.allSettled(pending);
    const terminated = workers[0]?.terminate();
    db.exec('COMMIT');
    await terminated;
    expect((await outcomes).at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'store_write_failed' } });
    expect(errors).toEqual(['The thread that writes the database ended unexpectedly.']);
    expect(await client.write(change)).toBeGreaterThan(0);
    expect(workers).toHaveLength(2);
  });

  it('no more than five are started in its place', async () => {
    const { client, workers } = await startClient();
    for (let index = 0; index < 6; index += 1) {
      const ended = once(workers[index] as Worker, 'exit');
      await workers[index]?.terminate();
      await ended.catch(() => []);
    }
    expect(workers).toHaveLength(6);
    await expect(client.write(change)).rejects.toThrow(/failed repeatedly/);
  });

  it('a worker that cannot start is reported as such', async () => {
    const path = join(tempFolder(), 'missing', 'test.db');
    const client = new WriterClient({
      logger: silentLogger,
      startWorker: () => new Worker(workerEntry('writer-worker'), { workerData: { path } }),
    });
    await expect(client.start()).rejects.toMatchObject({ code: 'store_write_failed' });
  });
});
