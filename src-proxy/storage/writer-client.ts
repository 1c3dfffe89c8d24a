import type { Worker } from 'node:worker_threads';

import type { Logger } from '../ports.ts';
import type { BatchResult } from './batch-writer.ts';
import { StoreError } from './store.ts';
import type { Operation } from './write-operation.ts';
import type { FromWriter, ToWriter } from './writer-protocol.ts';

/** Bounds what one message costs the event loop to copy. */
const MAX_BATCH = 256;
/** Bounds the memory while the database is held by another process. */
const MAX_QUEUED = 50_000;
const MAX_RESTARTS = 5;
const CLOSE_TIMEOUT_MS = 10_000;

export interface WriterClientOptions {
  readonly startWorker: () => Worker;
  readonly logger: Logger;
  readonly maxQueued?: number;
  readonly closeTimeoutMs?: number;
}

interface Pending {
  readonly operation: Operation;
  readonly resolve: (result: number) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * The event loop's side of the writer worker. One batch is under way at a time, and what comes in meanwhile makes up the
 * next: a lone write goes at once, and under load the groups grow by themselves.
 */
export class WriterClient {
  readonly #options: WriterClientOptions;
  readonly #maxQueued: number;
  #worker: Worker | null = null;
  #started = false;
  #queue: Pending[] = [];
  #inFlight: readonly Pending[] = [];
  /** Since the last batch that went through. */
  #restarts = 0;
  #closing: Promise<void> | null = null;
  #onDrained: (() => void) | null = null;

  constructor(options: WriterClientOptions) {
    this.#options = options;
    this.#maxQueued = options.maxQueued ?? MAX_QUEUED;
  }

  /** Resolves when the worker has the database open. */
  async start(): Promise<void> {
    const worker = this.#startWorker();
    await new Promise<void>((resolve, reject) => {
      let cause: unknown;
      worker.once('message', () => resolve());
      worker.once('error', (error) => (cause = error));
      worker.once('exit', () => reject(writeFailed('The thread that writes the database did not start.', cause)));
    });
  }

  /** Resolves after the commit. Account and setting changes are few and always queued; the others are bounded. */
  write(operation: Operation): Promise<number> {
    if (this.#closing !== null) return Promise.reject(closed());
    if (this.#worker === null)
      return Promise.reject(writeFailed('The database cannot be written since its thread failed repeatedly.'));
    if (this.#queue.length >= this.#maxQueued && isSheddable(operation)) {
      return Promise.reject(writeFailed('Another program holds the database; too many writes are waiting for it.'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ operation, resolve, reject });
      if (this.#inFlight.length === 0) this.#postNext();
    });
  }

  /** Commits what is queued, then ends the worker. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #startWorker(): Worker {
    const worker = this.#options.startWorker();
    let cause: unknown;
    worker.on('message', (message: FromWriter) => this.#receive(message));
    worker.on('error', (error) => (cause = error));
    worker.on('exit', (exitCode) => this.#ended(exitCode, cause));
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromWriter): void {
    if (message === 'ready') {
      this.#started = true;
      return;
    }
    if (message === 'waiting') {
      this.#options.logger.warn('Another program holds the database; writes wait for it.', {
        waiting: this.#waiting(),
      });
      return;
    }
    if ('notice' in message) {
      this.#options.logger.warn(message.notice, { ...message.data });
      return;
    }
    this.#restarts = 0;
    this.#settle(message);
    if (this.#queue.length > 0) this.#postNext();
    else this.#onDrained?.();
  }

  #settle({ results, failures }: BatchResult): void {
    const batch = this.#inFlight;
    this.#inFlight = [];
    for (const [index, reason] of failures)
      batch[index]?.reject(writeFailed(`The database refused a write: ${reason}.`));
    // Resolving what has been rejected does nothing, so the failed ones need no test here.
    batch.forEach(({ resolve }, index) => resolve(results[index] ?? 0));
  }

  #postNext(): void {
    this.#inFlight = this.#queue.splice(0, MAX_BATCH);
    this.#post(this.#inFlight.map(({ operation }) => operation));
  }

  #post(message: ToWriter): void {
    this.#worker?.postMessage(message);
  }

  #ended(exitCode: number, cause: unknown): void {
    this.#worker = null;
    const lost = this.#waiting();
    this.#rejectAll(writeFailed('The thread that writes the database ended; the write may be lost.', cause));
    if (this.#closing !== null) this.#onDrained?.();
    if (this.#closing !== null || !this.#started) return;
    const reason = cause instanceof Error ? cause.message : null;
    this.#options.logger.error('The thread that writes the database ended unexpectedly.', { exitCode, reason, lost });
    if (this.#restarts >= MAX_RESTARTS) {
      this.#options.logger.error('It is not started again. Restart Evenkeel to save changes.', {
        restarts: this.#restarts,
      });
      return;
    }
    this.#restarts += 1;
    this.#startWorker();
  }

  #rejectAll(error: StoreError): void {
    const pending = [...this.#inFlight, ...this.#queue];
    this.#inFlight = [];
    this.#queue = [];
    for (const { reject } of pending) reject(error);
  }

  #waiting(): number {
    return this.#inFlight.length + this.#queue.length;
  }

  async #close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const overdue = setTimeout(() => {
      this.#options.logger.error('Closing the database takes too long; what waits to be written is lost.', {
        lost: this.#waiting(),
      });
      worker.terminate().catch((error: unknown) => {
        this.#options.logger.error('The thread that writes the database cannot be ended.', { reason: String(error) });
      });
    }, this.#options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS);
    if (this.#waiting() > 0) await new Promise<void>((resolve) => (this.#onDrained = resolve));
    this.#post('close');
    await ended;
    clearTimeout(overdue);
  }
}

/** A conversation's place can be missed; an account's state cannot. */
function isSheddable([kind]: Operation): boolean {
  return kind === 'saveSticky';
}

function writeFailed(message: string, cause?: unknown): StoreError {
  return new StoreError('store_write_failed', message, { cause });
}

function closed(): StoreError {
  return new StoreError('store_closed', 'The database is closed: Evenkeel is shutting down.');
}
