import type { Price, PriceEntry } from '#contract/prices.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { unpricedModels } from './price-lines.ts';

type PriceApi = Pick<ApiClient, 'prices' | 'setPrice' | 'removePrice' | 'requestLogs'>;

/** How far back it is looked for models that nobody knows the price of. */
const lookBack = 200;

/** The price table, and which models in use it does not know. Changes reject with an `ApiError`. */
export class PriceList {
  /** `null` until the engine has told. */
  entries = $state.raw<readonly PriceEntry[] | null>(null);
  error = $state.raw<unknown>(null);
  #requests = $state.raw<readonly RequestLogEntry[]>([]);
  readonly #api: PriceApi;
  #run = 0;

  constructor(api: PriceApi) {
    this.#api = api;
  }

  /** Names of models that recent requests asked for and no line fits. */
  get unpriced(): readonly string[] {
    return this.entries === null ? [] : unpricedModels(this.#requests, this.entries);
  }

  async reload(): Promise<void> {
    const run = ++this.#run;
    try {
      const [entries, log] = await Promise.all([this.#api.prices(), this.#api.requestLogs({ limit: lookBack })]);
      if (run !== this.#run) return;
      this.entries = entries;
      this.#requests = log.requests;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }

  async set(model: string, price: Price): Promise<void> {
    await this.#api.setPrice(model, price);
    await this.reload();
  }

  /** Resolves with whether a built-in price holds in its place. */
  async remove(model: string): Promise<boolean> {
    await this.#api.removePrice(model);
    await this.reload();
    return this.entries?.some((entry) => entry.model === model) ?? false;
  }
}
