/** Entry of the worker thread that reads the copy of a codex-lb's database: it may be large and its crash to be mended first. */
import { parentPort, workerData } from 'node:worker_threads';

import { isDamage } from '../../storage/sqlite-errors.ts';
import { readCodexLbRows, type CodexLbRows } from './codex-lb-rows.ts';

export type FromCodexLbWorker =
  { readonly rows: CodexLbRows } | { readonly failure: string; readonly isDamaged: boolean };

const port = parentPort;
if (port === null) throw new Error('codex-lb-worker runs as a worker thread');
port.postMessage(answer((workerData as { readonly copyPath: string }).copyPath));

function answer(copyPath: string): FromCodexLbWorker {
  try {
    return { rows: readCodexLbRows(copyPath) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), isDamaged: isDamage(error) };
  }
}
