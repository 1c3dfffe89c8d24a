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

/** No name of a model, tier, effort or error is longer; what a client or an upstream writes there may be megabytes. */
const longestWord = 256;
const words = ['model', 'serviceTier', 'reasoningEffort', 'errorCode'] as const;

/** Every finished request, on disk first and announced after. */
export class RequestJournal {
  readonly #ports: RequestJournalPorts;
  #recent: RequestLogEntry[];
  #lost = 0;

  constructor(ports: RequestJournalPorts) {
    this.#ports = ports;
    this.#recent = [...ports.store.initial.recentRequests];
  }

  /** Newest first. */
  recent(): RequestLogEntry[] {
    return this.#recent;
  }

  /** Finished requests since the start that could not be written down. */
  get lost(): number {
    return this.#lost;
  }

  /** The entries of an account whose history was removed with it. */
  forgetAccount(accountId: string): void {
    this.#recent = this.#recent.filter((entry) => entry.accountId !== accountId);
  }

  /** Returns with the entry on disk, so that a client which saw the end of its answer can rely on its being counted. */
  append(given: NewRequestLogEntry): void {
    const { store, events, logger } = this.#ports;
    const entry = bounded(given);
    try {
      const request = readableEntry(store.appendRequest(entry), entry);
      this.#recent = [request, ...this.#recent.slice(0, recentCount - 1)];
      events.publish({ type: 'request', request });
    } catch (error) {
      this.#lost += 1;
      logger.error('A finished request could not be written to the log', { requestId: entry.requestId, error });
    }
  }
}

function bounded(entry: NewRequestLogEntry): NewRequestLogEntry {
  const isLong = (word: string | null): word is string => word !== null && word.length > longestWord;
  const long = words.filter((name) => isLong(entry[name]));
  if (long.length === 0) return entry;
  // Copied: a part of a text holds on to all of it.
  const cut = long.map((name) => [name, `${Buffer.from((entry[name] ?? '').slice(0, longestWord)).toString()}…`]);
  return { ...entry, ...Object.fromEntries(cut) };
}
