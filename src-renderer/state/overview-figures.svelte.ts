import type { OverviewStats } from '#contract/overview-stats.ts';
import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

import type { HistoryApi } from '../connection/history-api.ts';

/** The pool's requests over the chosen timeframe. What is shown stays until its successor is here. */
export class OverviewFigures {
  timeframe = $state.raw<OverviewTimeframe>('7d');
  stats = $state.raw<OverviewStats | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: Pick<HistoryApi, 'overview'>;
  #run = 0;

  constructor(api: Pick<HistoryApi, 'overview'>, timeframe: OverviewTimeframe) {
    this.#api = api;
    this.timeframe = timeframe;
  }

  /** What is shown is of another timeframe than the one that was asked for. */
  get isBehind(): boolean {
    return this.stats !== null && this.stats.timeframe !== this.timeframe;
  }

  async choose(timeframe: OverviewTimeframe): Promise<void> {
    this.timeframe = timeframe;
    await this.refresh();
  }

  /** A failure keeps what was known; of two questions the later one's answer stands. */
  async refresh(): Promise<void> {
    const run = ++this.#run;
    try {
      const stats = await this.#api.overview(this.timeframe);
      if (run !== this.#run) return;
      this.stats = stats;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }
}
