import type { BatchResult } from './batch-writer.ts';
import type { SkippedLines } from './journal-ingest.ts';
import type { Operation } from './write-operation.ts';

/** What the writer worker is started with. */
export interface WriterWorkerData {
  /** Of the database; the journals lie beside it. */
  readonly path: string;
}

/** A batch to commit, or `close`: finish up and end. */
export type ToWriter = readonly Operation[] | 'close';

export interface WriterNotice {
  readonly notice: string;
  readonly data: SkippedLines | { readonly reason: string };
}

/** `ready` once, `waiting` while another process holds the database, what a person may want to know, one result per batch. */
export type FromWriter = 'ready' | 'waiting' | WriterNotice | BatchResult;
