import type { PoolForecast, WindowForecast } from '#contract/forecast.ts';

import type { ApiClient } from '../connection/api-client.ts';

/** What is left of the pool and how it goes on, as the engine last worked it out. */
export class PoolOutlook {
  current = $state.raw<PoolForecast | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: Pick<ApiClient, 'forecast'>;
  #run = 0;

  constructor(api: Pick<ApiClient, 'forecast'>) {
    this.#api = api;
  }

  /** A failure keeps what was known; of two questions the later one's answer stands. */
  async refresh(): Promise<void> {
    const run = ++this.#run;
    try {
      const forecast = await this.#api.forecast();
      if (run !== this.#run) return;
      this.current = forecast;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }

  /** When the window runs out before its reset; `null` where it does not, or nobody can tell. */
  runsOutAtMs(accountId: string, window: WindowForecast['window']): number | null {
    const found = this.current?.windows.find((one) => one.accountId === accountId && one.window === window);
    return found?.runsOutAt == null ? null : Date.parse(found.runsOutAt);
  }
}
