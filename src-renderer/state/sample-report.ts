import type { HistoryFigures } from '#contract/history-figures.ts';
import type { Report, ReportDay, ReportRow } from '#contract/reports.ts';

import { dateAfter } from './report-period.ts';
import { sampleFigures } from './sample-history.ts';

/** Plain data for tests, true to the contract. */
export function sampleReportRow(value: string | null, parts: Partial<HistoryFigures> = {}): ReportRow {
  return { value, ...sampleFigures(), ...parts };
}

/** Days that come to something, more of it on each; every fifth is empty. */
export function sampleReport(start: string, days: number, rows: Partial<Report> = {}): Report {
  const daily = Array.from({ length: days }, (_one, index) => dayAt(dateAfter(start, index), index));
  const end = dateAfter(start, days - 1);
  const sum = (of: (day: ReportDay) => number) => daily.reduce((total, day) => total + of(day), 0);
  const figures = sampleFigures({
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    cancelled: sum(({ cancelled }) => cancelled),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    tokens: sum(({ tokens }) => tokens),
    costMicroUsd: sum(({ costMicroUsd }) => costMicroUsd),
    unpriced: 3,
  });
  const timing = { medianFirstEventMs: 1_840, averageQueueMs: 35, tokensPerSecond: 71.4 };
  const before = { ...figures, requests: Math.round(figures.requests * 0.8), costMicroUsd: figures.costMicroUsd * 2 };
  return {
    start,
    end,
    timezone: 'Europe/Berlin',
    summary: {
      ...figures,
      ...timing,
      days,
      activeAccounts: 2,
      averageRequestsPerDay: figures.requests / days,
      averageCostMicroUsdPerDay: Math.round(figures.costMicroUsd / days),
    },
    comparison: {
      canCompare: true,
      start: dateAfter(start, -days),
      end: dateAfter(start, -1),
      previous: { ...before, ...timing, medianFirstEventMs: 2_300 },
    },
    daily,
    byModel: [],
    byAccount: [],
    byKey: [],
    byClient: [],
    bySource: [],
    ...rows,
  };
}

function dayAt(date: string, index: number): ReportDay {
  const timing = { medianFirstEventMs: null, averageQueueMs: null, tokensPerSecond: null };
  if (index % 5 === 4) return { date, ...sampleFigures(), ...timing };
  const requests = 40 + 7 * index;
  const figures = sampleFigures({
    requests,
    errors: index % 4,
    cancelled: (index % 3) * 2,
    inputTokens: 9_000 * requests,
    cachedInputTokens: 7_000 * requests,
    outputTokens: 800 * requests,
    tokens: 9_800 * requests,
    costMicroUsd: 31_000 * requests,
  });
  return {
    date,
    ...figures,
    medianFirstEventMs: 1_500 + 90 * index,
    averageQueueMs: 20 + 5 * index,
    tokensPerSecond: 60 + index,
  };
}
