import type { BatchResult } from './batch-writer.ts';
import type { Operation } from './write-operation.ts';

/** What the writer worker is started with. */
export interface WriterWorkerData {
  readonly path: string;
}

/** A batch to commit, or `close`: finish up and end. */
export type ToWriter = readonly Operation[] | 'close';

/** `ready` once, `waiting` while another process holds the database, one result per batch. */
export type FromWriter = 'ready' | 'waiting' | BatchResult;
