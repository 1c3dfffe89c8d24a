import type { ModelSourceSummary } from '#contract/model-sources.ts';
import type { PriceEntry } from '#contract/prices.ts';
import type { RequestLogOptions } from '#contract/request-log.ts';

import type { KeysApi } from '../connection/keys-api.ts';
import type { RequestLogApi } from '../connection/request-log-api.ts';
import type { SourcesApi } from '../connection/sources-api.ts';

type FactsApi = Pick<RequestLogApi, 'requestLogOptions'> & Pick<KeysApi, 'prices'> & Pick<SourcesApi, 'sources'>;

/** What rows of the request log only name: keys, model sources and prices; and what there is to filter by. */
export class RequestFacts {
  /** `null` until the engine has told. */
  options = $state.raw<RequestLogOptions | null>(null);
  optionsError = $state.raw<unknown>(null);
  prices = $state.raw<readonly PriceEntry[]>([]);
  sources = $state.raw<readonly ModelSourceSummary[] | null>(null);
  readonly #api: FactsApi;

  constructor(api: FactsApi) {
    this.#api = api;
  }

  /** Without them a row shows less; so a failure is no more than noted. Sources are their owner's business. */
  async load({ isGuest }: { readonly isGuest: boolean }): Promise<void> {
    const noted = (error: unknown) => console.info('Names or prices of requests could not be had.', error);
    await Promise.all([
      this.loadOptions(),
      this.#api.prices().then((prices) => (this.prices = prices), noted),
      isGuest ? null : this.#api.sources().then((sources) => (this.sources = sources), noted),
    ]);
  }

  async loadOptions(): Promise<void> {
    try {
      this.options = await this.#api.requestLogOptions();
      this.optionsError = null;
    } catch (error) {
      this.optionsError = error;
    }
  }

  /** `null` where it cannot be known. */
  sourceName(sourceId: string): string | null {
    return this.sources?.find(({ id }) => id === sourceId)?.name ?? null;
  }

  keyName(keyId: string): string | null {
    return this.options?.apiKeys.find(({ id }) => id === keyId)?.name ?? null;
  }
}
