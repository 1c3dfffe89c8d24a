import type { LiveEvent } from '#contract/events.ts';
import type { RequestLogEntry, RequestLogPage } from '#contract/request-log.ts';

import type { RequestLogApi } from '../connection/request-log-api.ts';
import { newestFirst } from './live-state.svelte.ts';
import { everyRequest, isWanted, wantedRequests } from './request-filter.ts';
import type { RequestFilter } from './request-filter.ts';

/** Of requests that arrive, so many stay. What a person scrolled down to stays too, until the list follows again. */
export const arrivalsKept = 500;
const pageSize = 100;

type Phase = 'loading' | 'ready' | 'loading-older' | 'failed';

/**
 * The request table: pages of history below, live arrivals on top, both through one filter. While the list is held,
 * arrivals wait, so that what a person reads does not move; a flood of them displaces the rows, and "load older" finds
 * those again. However long it is open, it holds no more than `arrivalsKept` beside what was scrolled to.
 */
export class RequestHistory {
  rows = $state.raw<readonly RequestLogEntry[]>([]);
  /** Arrivals that wait, counted also beyond those that are kept. */
  waiting = $state.raw(0);
  filter = $state.raw<RequestFilter>(everyRequest);
  phase = $state.raw<Phase>('loading');
  error = $state.raw<unknown>(null);
  hasMore = $state.raw(false);
  /** How far back the last page looked, where it ended for having looked at enough. ISO-8601. */
  scannedThrough = $state.raw<string | null>(null);
  isHeld = $state.raw(false);
  readonly #api: Pick<RequestLogApi, 'requestLogs'>;
  readonly #nowMs: () => number;
  #wanted = wantedRequests(everyRequest, 0);
  #held: readonly RequestLogEntry[] = [];
  #cursor: number | null = null;
  #failedCursor: number | null = null;
  #kept = arrivalsKept;
  #run = 0;

  constructor(api: Pick<RequestLogApi, 'requestLogs'>, nowMs: () => number = Date.now) {
    this.#api = api;
    this.#nowMs = nowMs;
  }

  setFilter(filter: RequestFilter): Promise<void> {
    this.filter = filter;
    this.rows = [];
    this.#dropHeld();
    return this.reload();
  }

  /** The first page anew; arrivals that the page does not hold yet stay. */
  async reload(): Promise<void> {
    this.phase = 'loading';
    this.#kept = arrivalsKept;
    this.#wanted = wantedRequests(this.filter, this.#nowMs());
    await this.#load(null, (page) => {
      const newest = page.requests[0]?.id ?? 0;
      this.#held = this.#held.filter((row) => row.id > newest);
      this.waiting = this.#held.length;
      return [...page.requests, ...this.rows.filter((row) => row.id > newest)];
    });
  }

  async loadOlder(): Promise<void> {
    if (this.phase !== 'ready' || !this.hasMore) return;
    this.phase = 'loading-older';
    await this.#load(this.#cursor, (page) => {
      this.#kept = Math.max(arrivalsKept, this.rows.length + page.requests.length);
      return [...this.rows, ...page.requests];
    });
  }

  /** The page that could not be had. */
  retry(): Promise<void> {
    if (this.#failedCursor === null) return this.reload();
    this.phase = 'ready';
    return this.loadOlder();
  }

  /** Whether arrivals wait, or join the rows as they come: those that waited do so at once. */
  hold(isHeld: boolean): void {
    if (this.isHeld === isHeld) return;
    this.isHeld = isHeld;
    if (isHeld) return;
    const arrived = this.#held;
    const isTorn = this.waiting > arrived.length;
    this.#dropHeld();
    this.#kept = arrivalsKept;
    this.#show(newestFirst(isTorn ? arrived : [...arrived, ...this.rows]), isTorn);
  }

  /** Hand in every live event: a request joins the rows, a snapshot (a reconnect) fills the gap before it. */
  async onEvent(event: LiveEvent): Promise<void> {
    if (event.type === 'request' && isWanted(this.#wanted, event.request)) this.#arrive(event.request);
    if (event.type === 'snapshot') await (this.isHeld && this.phase !== 'loading' ? this.#catchUp() : this.reload());
  }

  async #load(cursor: number | null, merge: (page: RequestLogPage) => RequestLogEntry[]): Promise<void> {
    const run = ++this.#run;
    try {
      const page = await this.#page(cursor);
      if (run !== this.#run) return;
      this.rows = newestFirst(merge(page));
      this.#cursor = page.nextCursor;
      this.hasMore = page.hasMore && page.nextCursor !== null;
      this.scannedThrough = page.scannedThrough;
      this.error = null;
      this.phase = 'ready';
    } catch (error) {
      if (run !== this.#run) return;
      this.#failedCursor = cursor;
      this.error = error;
      this.phase = 'failed';
    }
  }

  #page(cursor: number | null): Promise<RequestLogPage> {
    return this.#api.requestLogs({ ...this.#wanted, limit: pageSize, ...(cursor === null ? {} : { cursor }) });
  }

  /** After a reconnect, what came meanwhile waits as well. */
  async #catchUp(): Promise<void> {
    const run = this.#run;
    const page = await this.#page(null);
    if (run !== this.#run || !this.isHeld) return;
    const missed = page.requests.filter(({ id }) => id > this.#newestId());
    const isTorn = missed.length === page.requests.length && page.hasMore;
    this.#held = newestFirst([...missed, ...(isTorn ? [] : this.#held)]).slice(0, arrivalsKept);
    // How many more there are nobody knows, only that arrivals and rows do not meet any more.
    this.waiting += missed.length + (isTorn ? 1 : 0);
  }

  #newestId(): number {
    return Math.max(this.#held[0]?.id ?? 0, this.rows[0]?.id ?? 0);
  }

  #arrive(request: RequestLogEntry): void {
    const isNewest = request.id > this.#newestId();
    if (!isNewest && this.#has(request.id)) return;
    const before = this.isHeld ? this.#held : this.rows;
    const rows = isNewest ? [request, ...before] : newestFirst([request, ...before]);
    if (!this.isHeld) {
      this.#show(rows, false);
      return;
    }
    this.waiting += 1;
    this.#held = rows.slice(0, arrivalsKept);
  }

  #has(id: number): boolean {
    return this.rows.some((row) => row.id === id) || this.#held.some((row) => row.id === id);
  }

  /** @param isTorn requests are missing behind the last row, so that older pages begin there */
  #show(rows: readonly RequestLogEntry[], isTorn: boolean): void {
    this.rows = rows.slice(0, this.#kept);
    const last = this.rows.at(-1);
    if (!last || (!isTorn && rows.length <= this.#kept)) return;
    this.#cursor = last.id;
    this.hasMore = true;
    this.scannedThrough = null;
    // A page on its way would no longer join on to the last row.
    if (this.phase !== 'loading-older') return;
    this.#run += 1;
    this.phase = 'ready';
  }

  #dropHeld(): void {
    this.#held = [];
    this.waiting = 0;
  }
}
