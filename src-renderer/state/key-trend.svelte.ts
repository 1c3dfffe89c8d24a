import type { KeyTrends } from '#contract/api-keys.ts';

import type { KeysApi } from '../connection/keys-api.ts';

/** What a key did by the hour, over the last seven days. A failure keeps what was known. */
export class KeyTrend {
  /** `null` until the engine has told. */
  points = $state.raw<KeyTrends['points'] | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: Pick<KeysApi, 'keyTrends'>;
  #run = 0;

  constructor(api: Pick<KeysApi, 'keyTrends'>) {
    this.#api = api;
  }

  async load(keyId: string): Promise<void> {
    const run = ++this.#run;
    try {
      const { points } = await this.#api.keyTrends(keyId);
      if (run !== this.#run) return;
      this.points = points;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }
}
