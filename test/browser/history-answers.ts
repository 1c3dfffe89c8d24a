import { usageTrendSchema, type UsageTrend } from '#contract/forecast.ts';
import type { HistoryFigures } from '#contract/history-figures.ts';
import { overviewStatsSchema, type OverviewStats } from '#contract/overview-stats.ts';
import { overviewBuckets, type OverviewTimeframe } from '#contract/overview-timeframes.ts';

const hourMs = 3_600_000;
const iso = (atMs: number): string => new Date(atMs).toISOString();

function figures(requests: number, parts: Partial<HistoryFigures> = {}): HistoryFigures {
  const inputTokens = requests * 41_000;
  return {
    requests,
    errors: Math.floor(requests / 40),
    cancelled: Math.floor(requests / 60),
    inputTokens,
    cachedInputTokens: inputTokens * 0.75,
    outputTokens: requests * 900,
    reasoningTokens: null,
    tokens: requests * 41_900,
    costMicroUsd: requests * 31_000,
    unpriced: 0,
    ...parts,
  };
}

/** Busy days as the engine would tell of them: what a fresh one has no history for. */
export function busyOverview(timeframe: OverviewTimeframe, parts: Partial<OverviewStats> = {}): OverviewStats {
  const { count, lengthMs } = overviewBuckets[timeframe];
  const firstMs = (Math.floor(Date.now() / lengthMs) - count + 1) * lengthMs;
  const buckets = Array.from({ length: count }, (_, index) => ({
    t: iso(firstMs + index * lengthMs),
    ...figures(Math.round(40 + 35 * Math.sin(index / 1.7) + index)),
  }));
  const requests = buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
  return overviewStatsSchema.parse({
    timeframe,
    bucketSeconds: lengthMs / 1000,
    since: iso(firstMs),
    buckets,
    totals: figures(requests, { errors: 21, unpriced: 3 }),
    activeConversations: 118,
    previous: figures(Math.round(requests * 0.8), { errors: 40 }),
    comparison: { canCompare: true },
    topError: { code: 'usage_limit_reached', count: 12 },
    ...parts,
  });
}

/** A week in which the short window filled up each working day, and the weekly one began anew once. */
export function busyTrend(accountId: string): UsageTrend {
  const firstMs = Date.now() - 7 * 24 * hourMs;
  const points = Array.from({ length: 7 * 24 }, (_, hour) => {
    const atMs = firstMs + hour * hourMs;
    const inShort = hour % 5;
    const weekBegins = hour < 60 ? -108 : 60;
    return [
      {
        at: iso(atMs),
        window: 'primary',
        usedPercent: hour % 24 < 9 ? 4 : Math.min(100, 6 + inShort * 21),
        resetsAt: iso(atMs + (5 - inShort) * hourMs),
      },
      {
        at: iso(atMs),
        window: 'secondary',
        usedPercent: Math.round((hour - weekBegins) / 1.9),
        resetsAt: iso(firstMs + (weekBegins + 168) * hourMs),
      },
    ];
  }).flat();
  return usageTrendSchema.parse({ accountId, points });
}
