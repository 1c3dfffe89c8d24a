import type { LiveEvent } from '#contract/events.ts';
import type { RequestLogEntry, RequestLogPage } from '#contract/request-log.ts';

import type { ApiClient, RequestLogFilter } from '../connection/api-client.ts';
import { newestFirst, requestsKept } from './live-state.svelte.ts';

const pageSize = 50;

type Phase = 'loading' | 'ready' | 'loading-older' | 'failed';

/**
 * The request table: pages of history below, live arrivals on top, both through one filter. Arrivals push old rows out
 * of the bottom beyond `requestsKept`, unless the person asked for those rows; "load older" finds them again.
 */
export class RequestHistory {
  rows = $state.raw<readonly RequestLogEntry[]>([]);
  filter = $state.raw<RequestLogFilter>({ accountId: null, status: null });
  phase = $state.raw<Phase>('loading');
  error = $state.raw<unknown>(null);
  hasMore = $state.raw(false);
  readonly #api: Pick<ApiClient, 'requestLogs'>;
  #cursor: number | null = null;
  #kept = requestsKept;
  #run = 0;

  constructor(api: Pick<ApiClient, 'requestLogs'>) {
    this.#api = api;
  }

  setFilter(filter: RequestLogFilter): Promise<void> {
    this.filter = filter;
    this.rows = [];
    return this.reload();
  }

  /** The first page anew; arrivals that the page does not hold yet stay. */
  async reload(): Promise<void> {
    this.phase = 'loading';
    this.#kept = requestsKept;
    await this.#load(null, (page) => {
      const newest = page.requests[0]?.id ?? 0;
      return [...page.requests, ...this.rows.filter((row) => row.id > newest)];
    });
  }

  async loadOlder(): Promise<void> {
    if (this.phase !== 'ready' || !this.hasMore) return;
    this.phase = 'loading-older';
    await this.#load(this.#cursor, (page) => {
      this.#kept = Math.max(requestsKept, this.rows.length + page.requests.length);
      return [...this.rows, ...page.requests];
    });
  }

  /** Hand in every live event: a request joins the rows, a snapshot (a reconnect) fills the gap before it. */
  async onEvent(event: LiveEvent): Promise<void> {
    if (event.type === 'snapshot') await this.reload();
    if (event.type === 'request' && this.#matches(event.request)) this.#add(event.request);
  }

  async #load(cursor: number | null, merge: (page: RequestLogPage) => RequestLogEntry[]): Promise<void> {
    const run = ++this.#run;
    try {
      const page = await this.#api.requestLogs({ ...this.filter, limit: pageSize, cursor });
      if (run !== this.#run) return;
      this.rows = newestFirst(merge(page));
      this.#cursor = page.nextCursor;
      this.hasMore = page.hasMore && page.nextCursor !== null;
      this.error = null;
      this.phase = 'ready';
    } catch (error) {
      if (run !== this.#run) return;
      this.error = error;
      this.phase = 'failed';
    }
  }

  #add(request: RequestLogEntry): void {
    const rows = newestFirst([request, ...this.rows]);
    this.rows = rows.slice(0, this.#kept);
    const last = this.rows.at(-1);
    if (rows.length > this.#kept && last) {
      this.#cursor = last.id;
      this.hasMore = true;
    }
  }

  #matches(request: RequestLogEntry): boolean {
    const { accountId, status, conversationId } = this.filter;
    return (
      (accountId === null || request.accountId === accountId) &&
      (status === null || request.status === status) &&
      (conversationId === undefined || request.conversationId === conversationId)
    );
  }
}
