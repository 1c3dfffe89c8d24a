import type { RequestLogPage, RequestLogQuery } from '../contract/request-log.ts';
import type { DataDirLock } from './data-dir-lock.ts';
import { PRUNE_CHUNK } from './operation-runner.ts';
import type { ReaderClient } from './reader-client.ts';
import type { RequestIntake } from './request-intake.ts';
import type { AccountRecord, NewRequestLogEntry, StickyRecord, Store, StoredState } from './store.ts';
import { operations } from './write-operation.ts';
import type { WriterClient } from './writer-client.ts';

export interface SqliteStoreParts {
  readonly initial: StoredState;
  readonly intake: RequestIntake;
  readonly writer: WriterClient;
  readonly reader: ReaderClient;
  readonly lock: DataDirLock;
}

/** The store over its two workers. */
export class SqliteStore implements Store {
  readonly initial: StoredState;
  readonly #intake: RequestIntake;
  readonly #writer: WriterClient;
  readonly #reader: ReaderClient;
  readonly #lock: DataDirLock;
  #closing: Promise<void> | null = null;

  constructor({ initial, intake, writer, reader, lock }: SqliteStoreParts) {
    this.initial = initial;
    this.#intake = intake;
    this.#writer = writer;
    this.#reader = reader;
    this.#lock = lock;
  }

  async saveAccount(record: AccountRecord): Promise<void> {
    await this.#writer.write(operations.saveAccount(record));
  }

  async deleteAccount(accountId: string, options: { history: boolean }): Promise<void> {
    // Also the text in the journal is to go, and soon.
    if (options.history) this.#intake.rotate();
    await this.#writer.write(operations.deleteAccount(accountId, options.history ? this.#intake.file : null));
  }

  async saveSticky(record: StickyRecord): Promise<void> {
    await this.#writer.write(operations.saveSticky(record));
  }

  async deleteStickies(keys: readonly string[]): Promise<void> {
    await this.#writer.write(operations.deleteStickies(keys));
  }

  async saveSettings(values: Readonly<Record<string, unknown>>): Promise<number> {
    return this.#writer.write(operations.saveSettings(values));
  }

  appendRequest(entry: NewRequestLogEntry): number {
    return this.#intake.append(entry);
  }

  async listRequests(query: RequestLogQuery): Promise<RequestLogPage> {
    // A full disk must not hide the history there is.
    await this.#intake.catchUp();
    return this.#reader.listRequests(query);
  }

  async pruneRequests(olderThanMs: number): Promise<number> {
    this.#intake.rotate();
    await this.#intake.ingestNow();
    let pruned = 0;
    for (;;) {
      // Each chunk queues up anew, behind whatever was to be written meanwhile.
      const chunk = await this.#writer.write(operations.pruneChunk(olderThanMs));
      pruned += chunk;
      if (chunk < PRUNE_CHUNK) return pruned;
    }
  }

  async check(): Promise<void> {
    await Promise.all([this.#intake.ingestNow(), this.#writer.write(operations.touch()), this.#reader.check()]);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      // The reader first: the last connection to leave folds the write-ahead log into the database, and only a writing one can.
      await this.#reader.close();
      await Promise.all([this.#intake.close(), this.#writer.close()]);
    } finally {
      this.#lock.release();
    }
  }
}
