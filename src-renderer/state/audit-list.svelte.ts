import type { AuditEntry } from '#contract/audit.ts';

import type { DashboardAuthApi } from '../connection/dashboard-auth-api.ts';

/** The audit log, page by page. Never rejects: what failed is in `error`. */
export class AuditList {
  entries = $state.raw<readonly AuditEntry[]>([]);
  phase = $state.raw<'loading' | 'ready'>('loading');
  hasMore = $state.raw(false);
  error = $state.raw<unknown>(null);
  action = $state.raw<string | null>(null);
  /** Every kind seen so far: what can be asked for alone. */
  actions = $state.raw<readonly string[]>([]);
  readonly #api: Pick<DashboardAuthApi, 'auditLog'>;
  #run = 0;

  constructor(api: Pick<DashboardAuthApi, 'auditLog'>) {
    this.#api = api;
  }

  async show(action: string | null): Promise<void> {
    this.action = action;
    this.entries = [];
    await this.#load(null);
  }

  async loadOlder(): Promise<void> {
    const last = this.entries.at(-1);
    if (this.phase === 'ready' && this.hasMore && last !== undefined) await this.#load(last.id);
  }

  async #load(before: number | null): Promise<void> {
    const run = ++this.#run;
    this.phase = 'loading';
    try {
      const page = await this.#api.auditLog({ action: this.action, before });
      if (run !== this.#run) return;
      this.entries = before === null ? page.entries : [...this.entries, ...page.entries];
      this.hasMore = page.hasMore;
      this.actions = [...new Set([...this.actions, ...page.entries.map((entry) => entry.action)])].toSorted();
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    } finally {
      if (run === this.#run) this.phase = 'ready';
    }
  }
}
