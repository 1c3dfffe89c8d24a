import type { RequestLogEntry } from '../contract/request-log.ts';
import { redact } from '../observe/redact.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { Clock, Logger } from '../ports.ts';
import type { NewRequestLogEntry, Store } from '../storage/store.ts';

const recentCount = 50;
/** A disk that is slow, or held by another program, must not hold up a client for longer. */
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
   * or after a second at most, when the entry is still on its way.
   */
  async append(entry: NewRequestLogEntry): Promise<void> {
    const written = this.#write(entry);
    const patience = new AbortController();
    await Promise.race([
      written.finally(() => patience.abort()),
      this.#ports.clock.sleep(longestWaitMs, patience.signal).catch(() => undefined),
    ]);
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

/** The upstream's words as they may be kept and shown. */
export function keepable(raw: string): string {
  return redact(raw);
}
