import { readableEntry } from '../contract/readable-decision.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { Logger } from '../ports.ts';
import type { NewRequestLogEntry, Store } from '../storage/store.ts';

const recentCount = 50;

export interface RequestJournalPorts {
  readonly store: Store;
  readonly events: LiveEvents;
  readonly logger: Logger;
}

/** Every finished request, on disk first and announced after. */
export class RequestJournal {
  readonly #ports: RequestJournalPorts;
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

  /** Returns with the entry on disk, so that a client which saw the end of its answer can rely on its being counted. */
  append(entry: NewRequestLogEntry): void {
    const { store, events, logger } = this.#ports;
    try {
      const request = readableEntry(store.appendRequest(entry), entry);
      this.#recent = [request, ...this.#recent.slice(0, recentCount - 1)];
      events.publish({ type: 'request', request });
    } catch (error) {
      logger.error('A finished request could not be written to the log', { requestId: entry.requestId, error });
    }
  }
}
