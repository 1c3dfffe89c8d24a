import { closeSync, writeSync } from 'node:fs';

import { createJournal } from './journal-files.ts';
import type { OwnerRecord } from './owner-records.ts';
import { encodeOwnerLine } from './owner-rows.ts';
import { encodeRequest } from './request-row.ts';
import type { NewRequestLogEntry } from './store.ts';
import { StoreError } from './store.ts';

export interface RequestJournalFileOptions {
  readonly folder: string;
  /** Of the first file. Every session begins one of its own, so that a line torn by a kill is the last of its file. */
  readonly number: number;
  readonly nextId: number;
  /** Returns how many bytes it wrote. */
  readonly write?: (descriptor: number, text: string) => number;
}

/**
 * Where a finished request, and what an account made, is durable first: one line of JSON, appended on the event loop. Writing it to the page cache
 * takes a few microseconds and survives `kill -9`; handing it to a worker and waiting for the commit took twenty times
 * as long.
 */
export class RequestJournalFile {
  readonly #folder: string;
  readonly #writeText: (descriptor: number, text: string) => number;
  #number: number;
  #nextId: number;
  #descriptor: number | null;
  #sizeBytes = 0;
  #torn = false;

  constructor({ folder, number, nextId, write = writeSync }: RequestJournalFileOptions) {
    this.#folder = folder;
    this.#writeText = write;
    this.#number = number;
    this.#nextId = nextId;
    this.#descriptor = createJournal(folder, number);
  }

  /** Of the file that is written now. */
  get number(): number {
    return this.#number;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Returns the id that the entry will have in the log.
   * @throws StoreError
   */
  append(entry: NewRequestLogEntry): number {
    const id = this.#nextId;
    // Also when the write fails: the whole line may have reached the file.
    if (this.#descriptor !== null) this.#nextId += 1;
    this.#write(JSON.stringify([id, ...encodeRequest(entry)]));
    return id;
  }

  /** @throws StoreError */
  appendOwner(record: OwnerRecord): void {
    this.#write(encodeOwnerLine(record));
  }

  /** Goes on in a new file. When that cannot be made, throws and goes on in this one. */
  rotate(): void {
    if (this.#descriptor === null) return;
    const next = createJournal(this.#folder, this.#number + 1);
    closeSync(this.#descriptor);
    this.#descriptor = next;
    this.#number += 1;
    this.#sizeBytes = 0;
    this.#torn = false;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #write(line: string): void {
    if (this.#descriptor === null) {
      throw new StoreError('store_closed', 'The request log is closed: Evenkeel is shutting down.');
    }
    const text = this.#torn ? `\n${line}\n` : `${line}\n`;
    let writtenBytes = 0;
    try {
      writtenBytes = this.#writeText(this.#descriptor, text);
    } catch (cause) {
      this.#torn = true;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError('store_write_failed', `The request log cannot be written: ${reason}.`, { cause });
    } finally {
      this.#sizeBytes += writtenBytes;
    }
    this.#torn = writtenBytes < Buffer.byteLength(text);
    if (this.#torn) throw new StoreError('store_write_failed', 'The request log cannot be written: the disk is full.');
  }
}
