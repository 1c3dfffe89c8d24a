import type { UsageTrend } from '#contract/forecast.ts';
import type { OverviewStats } from '#contract/overview-stats.ts';
import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

/** What was: the pool's figures, and how the allowance of one account went. */
export interface HistoryApi {
  overview(timeframe: OverviewTimeframe): Promise<OverviewStats>;
  usageTrend(accountId: string, days: number): Promise<UsageTrend>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function historyApi(call: Call): HistoryApi {
  return {
    overview: (timeframe) => call(`/api/overview?${new URLSearchParams({ timeframe })}`),
    usageTrend: (accountId, days) =>
      call(`/api/accounts/${encodeURIComponent(accountId)}/trends?${new URLSearchParams({ days: String(days) })}`),
  };
}
