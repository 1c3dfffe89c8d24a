/** Entry of the worker thread that answers questions about history over a connection that cannot write. */
import { parentPort, workerData } from 'node:worker_threads';

import { openReading } from './connection.ts';
import type { FromReader, ReaderWorkerData, ToReader } from './reader-protocol.ts';
import { createRequestHistory } from './request-history.ts';

const port = parentPort;
if (port === null) throw new Error('reader-worker runs as a worker thread');

const db = openReading((workerData as ReaderWorkerData).path);
const listRequests = createRequestHistory(db);
const readVersion = db.prepare('SELECT version FROM settings_version').pluck();

port.on('message', ({ id, query }: ToReader) => port.postMessage(answer(id, query)));

function answer(id: number, query: ToReader['query']): FromReader {
  try {
    return { id, json: JSON.stringify(query === null ? readVersion.get() : listRequests(query)) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}
