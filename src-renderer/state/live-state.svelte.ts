import type { AccountSummary } from '#contract/account.ts';
import type { EngineState, LiveEvent } from '#contract/events.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

import type { ConnectionState } from '../connection/event-stream.ts';

export const requestsKept = 200;

/** What the engine told us: one snapshot, then changes. Newest requests first, and never more than `requestsKept`. */
export class LiveState {
  engine = $state.raw<EngineState | null>(null);
  accounts = $state.raw<readonly AccountSummary[]>([]);
  requests = $state.raw<readonly RequestLogEntry[]>([]);
  connection = $state.raw<ConnectionState>({ phase: 'connecting' });
  /** The engine is not the version that served this page: it was updated behind an open tab. */
  isOutdated = $state.raw(false);
  readonly #listeners = new Set<(event: LiveEvent) => void>();

  /** Calls the listener after each event was applied. Returns what ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  apply(event: LiveEvent): void {
    switch (event.type) {
      case 'snapshot':
        if (this.engine && this.engine.version !== event.engine.version) this.isOutdated = true;
        this.engine = event.engine;
        this.accounts = event.accounts;
        this.requests = newestFirst(event.requests).slice(0, requestsKept);
        break;
      case 'engine':
        this.engine = event.engine;
        break;
      case 'account':
        this.putAccount(event.account);
        break;
      case 'account-removed':
        this.dropAccount(event.accountId);
        break;
      case 'request':
        this.requests = newestFirst([event.request, ...this.requests]).slice(0, requestsKept);
        break;
      case 'login':
      case 'settings':
      case 'api-keys':
      case 'prices':
      case 'sources':
      case 'clients':
        break;
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** Also called with the answer to an action, so that the page need not wait for the event. */
  putAccount(account: AccountSummary): void {
    const known = this.accounts.some((other) => other.accountId === account.accountId);
    this.accounts = known
      ? this.accounts.map((other) => (other.accountId === account.accountId ? account : other))
      : [...this.accounts, account];
  }

  dropAccount(accountId: string): void {
    this.accounts = this.accounts.filter((account) => account.accountId !== accountId);
  }

  account(accountId: string | null): AccountSummary | null {
    return this.accounts.find((account) => account.accountId === accountId) ?? null;
  }
}

/** Each request once, by descending id; of two with one id the first wins. */
export function newestFirst(requests: readonly RequestLogEntry[]): RequestLogEntry[] {
  const byId = new Map<number, RequestLogEntry>();
  for (const request of requests) if (!byId.has(request.id)) byId.set(request.id, request);
  return [...byId.values()].sort((left, right) => right.id - left.id);
}
