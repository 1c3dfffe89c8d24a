import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { expect, it, onTestFinished } from 'vitest';

import { openWriting } from './connection.ts';
import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { ReaderClient } from './reader-client.ts';
import { silentLogger, tempFolder } from './records.fixture.ts';
import { workerEntry } from './worker-entry.ts';

it('starts at the first question, and again after it died', async () => {
  const path = join(tempFolder(), 'test.db');
  const db = openWriting(path);
  onTestFinished(() => void db.close());
  makeNewestSchema(db);
  const workers: Worker[] = [];
  const reader = new ReaderClient({
    logger: silentLogger,
    startWorker: () => {
      const worker = new Worker(workerEntry('reader-worker'), { workerData: { path } });
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => reader.close());
  expect(workers).toHaveLength(0);
  await reader.check();
  const [first] = workers;
  if (!first) throw new Error('No thread has been started.');
  // It ends before it has read the question.
  first.postMessage = () => {};
  const lost = Promise.allSettled([reader.listRequests({ limit: 1 })]);
  await first.terminate();
  expect(await lost).toMatchObject([{ status: 'rejected', reason: { code: 'store_read_failed' } }]);
  expect(await reader.listRequests({ limit: 1 })).toEqual({
    requests: [],
    hasMore: false,
    nextCursor: null,
    scannedThrough: null,
  });
  expect(workers).toHaveLength(2);

  db.exec('ALTER TABLE request_log RENAME TO elsewhere');
  await expect(reader.listRequests({ limit: 1 })).rejects.toMatchObject({ code: 'store_read_failed' });
});
