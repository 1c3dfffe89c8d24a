import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { FromCodexLbWorker } from './codex-lb-worker.ts';

/** Reads the copy in a thread of its own, which ends with its answer. */
export async function askCodexLbWorker(copyPath: string): Promise<FromCodexLbWorker> {
  const worker = new Worker(workerFile(), {
    name: 'evenkeel-codex-lb-worker',
    workerData: { copyPath },
    // SECURITY: it needs nothing of the environment, which may hold keys.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
  });
  try {
    const [answer] = (await once(worker, 'message')) as [FromCodexLbWorker];
    return answer;
  } finally {
    await worker.terminate();
  }
}

/** Beside this file: `.ts` when run from source, `.js` in the bundle, where all files lie in one folder. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL('codex-lb-worker' + extname(new URL(here).pathname), here);
}
