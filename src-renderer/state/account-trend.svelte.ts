import type { UsageTrend } from '#contract/forecast.ts';

import type { HistoryApi } from '../connection/history-api.ts';

export const trendDaysShown = 7;

/** How far one account was used over the last days. */
export class AccountTrend {
  trend = $state.raw<UsageTrend | null>(null);
  error = $state.raw<unknown>(null);
  readonly #accountId: string;
  readonly #api: Pick<HistoryApi, 'usageTrend'>;

  constructor(accountId: string, api: Pick<HistoryApi, 'usageTrend'>) {
    this.#accountId = accountId;
    this.#api = api;
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.trend = await this.#api.usageTrend(this.#accountId, trendDaysShown);
    } catch (error) {
      this.error = error;
    }
  }
}
