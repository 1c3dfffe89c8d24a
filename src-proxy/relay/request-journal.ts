import type { RequestLogEntry } from '../contract/request-log.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { Clock, Logger } from '../ports.ts';
import type { NewRequestLogEntry, Store } from '../storage/store.ts';

const recentCount = 50;
const longestWaitMs = 1000;

export interface RequestJournalPorts {
  readonly store: Store;
  readonly events: LiveEvents;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Every finished request, on disk first and announced after. */
export class RequestJournal {
  readonly #ports: RequestJournalPorts;
  /** Who waits for the disk, and since when; longest first. */
  readonly #waiting = new Map<() => void, number>();
  #watching: Promise<void> | null = null;
  #recent: RequestLogEntry[];

  constructor(ports: RequestJournalPorts) {
    this.#ports = ports;
    this.#recent = [...ports.store.initial.recentRequests];
  }

  /** Newest first. */
  recent(): RequestLogEntry[] {
    return this.#recent;
  }

  /** The entries of an account whose history was removed with it. */
  forgetAccount(accountId: string): void {
    this.#recent = this.#recent.filter((entry) => entry.accountId !== accountId);
  }

  /**
   * Resolves when the entry is on disk, so that a client which saw the end of its answer can rely on its being counted;
   * or after a second or so, when the disk is slow, or held by another program, and the entry still on its way.
   */
  append(entry: NewRequestLogEntry): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(resolve, this.#ports.clock.nowMs());
      this.#watching ??= this.#watch();
      this.#write(entry)
        .finally(() => {
          this.#waiting.delete(resolve);
          resolve();
        })
        .catch((error: unknown) => this.#ports.logger.error('A watcher of the log failed', { error }));
    });
  }

  /** One timer for all that wait, however many there are. */
  async #watch(): Promise<void> {
    const { clock } = this.#ports;
    while (this.#waiting.size > 0) {
      await clock.sleep(longestWaitMs / 2);
      for (const [resolve, sinceMs] of this.#waiting) {
        if (clock.nowMs() - sinceMs < longestWaitMs) break;
        this.#waiting.delete(resolve);
        resolve();
      }
    }
    this.#watching = null;
  }

  async #write(entry: NewRequestLogEntry): Promise<void> {
    const { store, events, logger } = this.#ports;
    try {
      const request = { id: await store.appendRequest(entry), ...entry };
      this.#recent = [request, ...this.#recent.slice(0, recentCount - 1)];
      events.publish({ type: 'request', request });
    } catch (error) {
      logger.error('A finished request could not be written to the log', { requestId: entry.requestId, error });
    }
  }
}
