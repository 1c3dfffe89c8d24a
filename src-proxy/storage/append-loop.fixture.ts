/** A child process that appends rows as fast as it can under umask 000, printing each id that was acknowledged. */
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { openStore } from './open-store.ts';
import { requestEntry } from './request-entry.fixture.ts';

process.umask(0);
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: append-loop.fixture.ts DATA_DIR');

const store = await openStore({
  dataDir,
  logger: { error: console.error, warn: console.error, info() {}, debug() {} },
  nowMs: () => Date.now(),
});
for (;;) {
  const isFree = process.stdout.write(`${store.appendRequest(requestEntry())}\n`);
  await (isFree ? nextTurn() : once(process.stdout, 'drain'));
}
