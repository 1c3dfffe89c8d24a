import type { ReportQuery, ReportRow } from '#contract/reports.ts';

import type { ReportsApi } from '../connection/reports-api.ts';
import { dateIn, periodOf } from './report-period.ts';

/** Today and the six days before it, as the reader's calendar has them. */
export function lastDays(nowMs: number, timezone: string): ReportQuery {
  return { ...periodOf('7d', dateIn(timezone, nowMs)), timezone };
}

/** What each account did in the last seven days. */
export class AccountWeek {
  /** By account; `null` until the engine has answered. Whoever is not in it had no request. */
  rows = $state.raw<ReadonlyMap<string, ReportRow> | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: Pick<ReportsApi, 'report'>;
  readonly #period: () => ReportQuery;
  #run = 0;

  constructor(api: Pick<ReportsApi, 'report'>, period: () => ReportQuery) {
    this.#api = api;
    this.#period = period;
  }

  /** A failure keeps what was known; of two questions the later one's answer stands. */
  async refresh(): Promise<void> {
    const run = ++this.#run;
    try {
      const { byAccount } = await this.#api.report(this.#period());
      if (run !== this.#run) return;
      this.rows = new Map(byAccount.flatMap((row) => (row.value === null ? [] : [[row.value, row]])));
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }
}
