import type { LiveEvent } from '../contract/events.ts';
import { readableEntry } from '../contract/readable-decision.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { RequestMetrics } from '../observe/metrics/request-metrics.ts';
import type { Logger } from '../ports.ts';
import type { NewRequestLogEntry, Store } from '../storage/store.ts';

const recentCount = 50;

type Finished = Extract<LiveEvent, { type: 'request' }>;

export interface RequestJournalPorts {
  readonly store: Store;
  readonly events: LiveEvents;
  readonly logger: Logger;
  /** Counts what is written down. */
  readonly metrics: Pick<RequestMetrics, 'note' | 'noteUnwritten'>;
}

/** No name of a model, tier, effort or error is longer; what a client or an upstream writes there may be megabytes. */
const longestWord = 256;
const words = ['model', 'serviceTier', 'reasoningEffort', 'errorCode'] as const;

/** Every finished request, on disk first and announced after. */
export class RequestJournal {
  readonly #ports: RequestJournalPorts;
  /** Oldest first. */
  #recent: Finished[];
  #lost = 0;

  constructor(ports: RequestJournalPorts) {
    this.#ports = ports;
    this.#recent = ports.store.initial.recentRequests.toReversed().map((request) => ({ type: 'request', request }));
  }

  /** Newest first. */
  recent(): RequestLogEntry[] {
    return this.#recent.map(({ request }) => request).toReversed();
  }

  /** Finished requests since the start that could not be written down. */
  get lost(): number {
    return this.#lost;
  }

  /** The entries of an account whose history was removed with it. */
  forgetAccount(accountId: string): void {
    this.#recent = this.#recent.filter(({ request }) => request.accountId !== accountId);
  }

  /** Returns with the entry on disk, so that a client which saw the end of its answer can rely on its being counted. */
  append(given: NewRequestLogEntry): void {
    const { store, events, logger, metrics } = this.#ports;
    const entry = bounded(given);
    // Also where no row can be written, which is when somebody reads this log.
    if (entry.status === 'error') logger.info('A request failed', factsOf(entry));
    try {
      const event = finished(store.appendRequest(entry), entry);
      metrics.note(entry);
      this.#recent.push(event);
      if (this.#recent.length > recentCount) this.#recent.shift();
      events.publish(event);
    } catch (error) {
      this.#lost += 1;
      metrics.noteUnwritten();
      logger.error('A finished request could not be written to the log', { requestId: entry.requestId, error });
    }
  }
}

function factsOf({ requestId, requestKind, statusCode, errorCode, accountId, attempts }: NewRequestLogEntry) {
  return { requestId, requestKind, statusCode, errorCode, accountId, attempts: attempts.length };
}

/** Made readable when somebody reads it: an entry that nobody watches was 5 % of what a request allocates. */
function finished(id: number, entry: NewRequestLogEntry): Finished {
  let readable: RequestLogEntry | undefined;
  return {
    type: 'request',
    get request() {
      return (readable ??= readableEntry(id, entry));
    },
  };
}

function bounded(entry: NewRequestLogEntry): NewRequestLogEntry {
  const isLong = (word: string | null): word is string => word !== null && word.length > longestWord;
  const long = words.filter((name) => isLong(entry[name]));
  if (long.length === 0) return entry;
  // Copied: a part of a text holds on to all of it.
  const cut = long.map((name) => [name, `${Buffer.from((entry[name] ?? '').slice(0, longestWord)).toString()}…`]);
  return { ...entry, ...Object.fromEntries(cut) };
}
