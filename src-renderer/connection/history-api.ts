import type { UsageTrend } from '#contract/forecast.ts';
import type { OverviewStats, OverviewTimeframe } from '#contract/overview-stats.ts';
import type { Report } from '#contract/reports.ts';

/** Whole days, the last one included, as the reader's calendar has them: `2026-01-31`. */
export interface ReportPeriod {
  readonly start: string;
  readonly end: string;
  readonly timezone: string;
}

/** What was: the pool's figures, and how the allowance of one account went. */
export interface HistoryApi {
  overview(timeframe: OverviewTimeframe): Promise<OverviewStats>;
  report(period: ReportPeriod): Promise<Report>;
  usageTrend(accountId: string, days: number): Promise<UsageTrend>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function historyApi(call: Call): HistoryApi {
  return {
    overview: (timeframe) => call(`/api/overview?${new URLSearchParams({ timeframe })}`),
    report: (period) => call(`/api/reports?${new URLSearchParams({ ...period })}`),
    usageTrend: (accountId, days) =>
      call(`/api/accounts/${encodeURIComponent(accountId)}/trends?${new URLSearchParams({ days: String(days) })}`),
  };
}
