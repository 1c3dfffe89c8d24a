import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

import type { Change, PointChange } from '../features/overview/stat-figures.ts';

const timeframes: Record<OverviewTimeframe, string> = { '1d': '24 hours', '7d': '7 days', '30d': '30 days' };

/** The arrow is for the eye; the words say the same. */
function change(found: Change, percent: string, timeframe: OverviewTimeframe): string {
  const before = `the ${timeframes[timeframe]} before`;
  switch (found.kind) {
    case 'more':
      return `▲ ${percent} more than in ${before}`;
    case 'less':
      return `▼ ${percent} less than in ${before}`;
    case 'same':
      return `as in ${before}`;
    case 'new':
      return `▲ none in ${before}`;
  }
}

function pointChange(found: PointChange, points: string, timeframe: OverviewTimeframe): string {
  const before = `the ${timeframes[timeframe]} before`;
  if (found.kind === 'same') return `as in ${before}`;
  return found.kind === 'more'
    ? `▲ ${points} points higher than in ${before}`
    : `▼ ${points} points lower than in ${before}`;
}

/** What went through the pool, in figures. */
export const enOverview = {
  overview: {
    heading: 'What went through',
    loading: 'Figures are being added up…',
    timeframe: 'Timeframe',
    timeframes,
    requests: 'Requests',
    runningNow: (count: string) => `${count} running now`,
    cancelled: (count: string) => `${count} ended by the client`,
    tokens: 'Tokens',
    fromCache: (tokens: string, percent: string) => `${tokens} from the cache, ${percent} of the input`,
    noCache: 'none from the cache',
    cost: 'Cost',
    costHint: 'What it would cost by the price list',
    unpriced: (count: number, text: string) =>
      count === 1
        ? '1 request without a known price is left out'
        : `${text} requests without a known price are left out`,
    errorRate: 'Error rate',
    noErrors: 'no request failed',
    errors: (count: number, text: string) => (count === 1 ? '1 request failed' : `${text} requests failed`),
    topError: 'most often:',
    conversations: 'Active conversations',
    conversationsHint: (timeframe: OverviewTimeframe) => `with a request in the last ${timeframes[timeframe]}`,
    conversationsLink: 'See them',
    unknown: '–',
    change,
    pointChange,
    nothingToCompare: 'nothing to compare with yet',
    spark: (name: string, least: string, most: string, last: string) =>
      `${name} over time: between ${least} and ${most}, ${last} last`,
    showTable: 'Show as table',
    hideTable: 'Hide the table',
    tableCaption: (timeframe: OverviewTimeframe) => `What went through in the last ${timeframes[timeframe]}`,
    columns: {
      from: 'From',
      requests: 'Requests',
      errors: 'Failed',
      tokens: 'Tokens',
      cached: 'From the cache',
      cost: 'Cost',
    },
    allAccounts: 'All about the accounts',
  },
} as const;
