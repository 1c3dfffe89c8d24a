/** Entry of the worker thread that owns the only writing connection. */
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

import { createBatchWriter } from './batch-writer.ts';
import { openWriting } from './connection.ts';
import { createJournalIngest } from './journal-ingest.ts';
import { createOperationRunner } from './operation-runner.ts';
import type { FromWriter, ToWriter, WriterWorkerData } from './writer-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('writer-worker runs as a worker thread');

const send = (message: FromWriter): void => port.postMessage(message);
const { path } = workerData as WriterWorkerData;
const db = openWriting(path);
const journals = createJournalIngest(db, {
  folder: dirname(path),
  onSkipped: (data) => send({ notice: 'Unreadable lines of the request journal were passed over.', data }),
});
const writeBatch = createBatchWriter(db, createOperationRunner(db, journals), () => send('waiting'));

port.on('message', (message: ToWriter) => {
  if (message !== 'close') {
    const result = writeBatch(message);
    removeIngested();
    send(result);
    return;
  }
  db.pragma('optimize');
  db.close();
  port.close();
});
send('ready');

function removeIngested(): void {
  try {
    journals.removeIngested();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    send({ notice: 'A request journal that is done with could not be deleted.', data: { reason } });
  }
}
