import type { StickySession } from '#contract/affinity.ts';

import type { ApiClient } from '../connection/api-client.ts';
import type { StickyFilter } from '../connection/balancing-api.ts';

const pageSize = 50;
export const anySticky: StickyFilter = { kind: null, accountId: null, query: '' };

/** Which conversation lives on which account, a page at a time. */
export class StickyList {
  entries = $state.raw<readonly StickySession[]>([]);
  total = $state.raw(0);
  filter = $state.raw<StickyFilter>(anySticky);
  phase = $state.raw<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<unknown>(null);
  readonly #api: Pick<ApiClient, 'stickySessions' | 'unpin' | 'purgeSticky'>;
  #cursor = $state.raw<string | null>(null);
  #run = 0;

  constructor(api: Pick<ApiClient, 'stickySessions' | 'unpin' | 'purgeSticky'>) {
    this.#api = api;
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  get isFiltered(): boolean {
    const { kind, accountId, query } = this.filter;
    return kind !== null || accountId !== null || query !== '';
  }

  setFilter(filter: StickyFilter): Promise<void> {
    this.filter = filter;
    return this.reload();
  }

  /** From the top; as many as are shown already, so that nothing vanishes under a person's eyes. */
  async reload(): Promise<void> {
    await this.#load(null, Math.min(500, Math.max(pageSize, this.entries.length)));
  }

  async loadMore(): Promise<void> {
    if (this.#cursor !== null && this.phase === 'ready') await this.#load(this.#cursor, pageSize);
  }

  /** The row goes at once; it comes back when the engine did not agree. Resolves with whether it did. */
  async unpin(entry: StickySession): Promise<boolean> {
    const [entries, total] = [this.entries, this.total];
    // An answer that is on its way still has the row.
    this.#run += 1;
    this.phase = 'ready';
    this.entries = entries.filter((other) => other !== entry);
    this.total = total - 1;
    this.error = null;
    try {
      await this.#api.unpin(entry.kind, entry.key);
      return true;
    } catch (error) {
      this.entries = entries;
      this.total = total;
      this.error = error;
      return false;
    }
  }

  /** Resolves with how many were forgotten, or with `null` when that failed. */
  async purgeStale(): Promise<number | null> {
    try {
      const { purged } = await this.#api.purgeSticky({ staleOnly: true });
      await this.reload();
      return purged;
    } catch (error) {
      this.error = error;
      return null;
    }
  }

  async #load(cursor: string | null, limit: number): Promise<void> {
    const run = ++this.#run;
    this.phase = 'loading';
    try {
      const page = await this.#api.stickySessions({ ...this.filter, limit, cursor });
      if (run !== this.#run) return;
      this.entries = cursor === null ? page.entries : withoutDoubles([...this.entries, ...page.entries]);
      this.total = page.total;
      this.#cursor = page.nextCursor;
      this.error = null;
      this.phase = 'ready';
    } catch (error) {
      if (run !== this.#run) return;
      this.error = error;
      this.phase = 'failed';
    }
  }
}

export const stickyId = ({ kind, key }: Pick<StickySession, 'kind' | 'key'>): string => `${kind} ${key}`;

/** One that was used between two pages would be on both. */
function withoutDoubles(entries: readonly StickySession[]): StickySession[] {
  return [...new Map(entries.map((entry) => [stickyId(entry), entry])).values()];
}
