/** Entry of the worker thread that owns the only writing connection. */
import { parentPort, workerData } from 'node:worker_threads';

import { createBatchWriter } from './batch-writer.ts';
import { openWriting } from './connection.ts';
import type { FromWriter, ToWriter, WriterWorkerData } from './writer-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('writer-worker runs as a worker thread');

const send = (message: FromWriter): void => port.postMessage(message);
const db = openWriting((workerData as WriterWorkerData).path);
const writeBatch = createBatchWriter(db, () => send('waiting'));

port.on('message', (message: ToWriter) => {
  if (message !== 'close') {
    send(writeBatch(message));
    return;
  }
  db.pragma('optimize');
  db.close();
  port.close();
});
send('ready');
