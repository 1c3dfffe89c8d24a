import { extname } from 'node:path';

/**
 * The file of a worker beside this one: `.ts` when run from source, `.js` in the bundle, where all files lie in one folder.
 * Not written as `new Worker(new URL(…, import.meta.url))`, which the bundler would take for a browser's worker.
 */
export function workerEntry(name: 'writer-worker' | 'reader-worker'): URL {
  const here = import.meta.url;
  return new URL(name + extname(new URL(here).pathname), here);
}
