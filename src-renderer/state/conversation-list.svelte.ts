import type { ConversationSummary } from '#contract/conversations.ts';

import type { ApiClient } from '../connection/api-client.ts';

const pageSize = 50;

/** What the request log knows of conversations, used last first. */
export class ConversationList {
  rows = $state.raw<readonly ConversationSummary[]>([]);
  phase = $state.raw<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<unknown>(null);
  readonly #api: Pick<ApiClient, 'conversations'>;
  #cursor = $state.raw<number | null>(null);
  #run = 0;

  constructor(api: Pick<ApiClient, 'conversations'>) {
    this.#api = api;
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** From the top, as many as are shown already. */
  async reload(): Promise<void> {
    await this.#load(null, Math.min(1000, Math.max(pageSize, this.rows.length)));
  }

  async loadOlder(): Promise<void> {
    if (this.#cursor !== null && this.phase === 'ready') await this.#load(this.#cursor, pageSize);
  }

  async #load(cursor: number | null, limit: number): Promise<void> {
    const run = ++this.#run;
    this.phase = 'loading';
    try {
      const page = await this.#api.conversations({ limit, cursor });
      if (run !== this.#run) return;
      const rows = cursor === null ? page.conversations : [...this.rows, ...page.conversations];
      this.rows = [...new Map(rows.map((row) => [row.conversationId, row])).values()];
      this.#cursor = page.hasMore ? page.nextCursor : null;
      this.error = null;
      this.phase = 'ready';
    } catch (error) {
      if (run !== this.#run) return;
      this.error = error;
      this.phase = 'failed';
    }
  }
}
