export const overviewTimeframes = ['1d', '7d', '30d'] as const;
export type OverviewTimeframe = (typeof overviewTimeframes)[number];

/** How a timeframe is cut. Buckets begin at whole multiples of their length in UTC; the last one is the running one. */
export const overviewBuckets: Readonly<Record<OverviewTimeframe, { count: number; lengthMs: number }>> = {
  '1d': { count: 24, lengthMs: 3_600_000 },
  '7d': { count: 28, lengthMs: 21_600_000 },
  '30d': { count: 30, lengthMs: 86_400_000 },
};
