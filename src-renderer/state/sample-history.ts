import type { UsageTrend } from '#contract/forecast.ts';
import type { HistoryFigures } from '#contract/history-figures.ts';
import type { OverviewStats } from '#contract/overview-stats.ts';
import type { ReportRow } from '#contract/reports.ts';

/** Plain data for unit tests, true to the contract. */
export function sampleFigures(parts: Partial<HistoryFigures> = {}): HistoryFigures {
  return {
    requests: 0,
    errors: 0,
    cancelled: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    reasoningTokens: null,
    tokens: 0,
    costMicroUsd: 0,
    unpriced: 0,
    ...parts,
  };
}

export function sampleStats(parts: Partial<OverviewStats> = {}): OverviewStats {
  return {
    timeframe: '7d',
    bucketSeconds: 21_600,
    since: '2026-01-01T00:00:00.000Z',
    buckets: [],
    totals: sampleFigures(),
    activeConversations: 0,
    previous: sampleFigures(),
    comparison: { canCompare: true },
    topError: null,
    ...parts,
  };
}

export function sampleReportRow(value: string | null, parts: Partial<HistoryFigures> = {}): ReportRow {
  return { value, ...sampleFigures(parts) };
}

export function sampleUsagePoint(parts: Partial<UsageTrend['points'][number]> = {}): UsageTrend['points'][number] {
  return { at: '2026-01-01T00:00:00.000Z', window: 'primary', usedPercent: 0, resetsAt: null, ...parts };
}
