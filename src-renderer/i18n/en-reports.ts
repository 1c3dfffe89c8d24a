import type { PeriodProblem, Preset } from '../state/report-period.ts';
import type { ReportFilter } from '../state/report-view.ts';

const presets: Record<Preset, string> = {
  today: 'Today',
  '7d': '7 days',
  '30d': '30 days',
  month: 'This month',
  'last-month': 'Last month',
  custom: 'Other dates',
};

const problems: Record<PeriodProblem, string> = {
  incomplete: 'Choose the first and the last day.',
  order: 'The last day is before the first one. Change one of them.',
  early: 'Nothing is known from before 2020. Choose a later first day.',
  long: 'A report covers 366 days at most. Choose a shorter period.',
};

const filters: Record<ReportFilter, string> = {
  account: 'Account',
  key: 'API key',
  model: 'Model',
  client: 'Program',
  source: 'Source',
};

const nones: Record<ReportFilter, string> = {
  account: 'Without an account',
  key: 'Without a key',
  model: 'Without a model',
  client: 'Unknown program',
  source: 'Not by a source',
};

/** What kind of figure is compared: how many, how long, or how much of something. */
export type ComparisonWords = 'amount' | 'time' | 'rate';

const comparatives: Record<ComparisonWords, Record<'more' | 'less', string>> = {
  amount: { more: 'more', less: 'less' },
  time: { more: 'longer', less: 'shorter' },
  rate: { more: 'More', less: 'Less' },
};

/** Reports: what was asked over some days, and what it came to. */
export const enReports = {
  reports: {
    intro:
      'What was asked, what it cost and how long it took, by whole days. The address of this page holds what you choose here.',
    loading: 'The report is being made…',
    period: 'Period',
    presets,
    start: 'First day',
    end: 'Last day',
    problems,
    timeZone: 'Time zone',
    timeZoneHere: (zone: string) => `${zone} (here)`,
    filters,
    nones,
    all: 'All',
    clear: 'Clear the filters',
    of: (dates: string, count: number, zone: string) =>
      `${dates} (${count === 1 ? '1 day' : `${count} days`}), ${zone}`,
    running: 'Today counts as far as it has come; the days that it is compared with count in full.',
    empty: 'There was no request in this period.',
    emptyFiltered: 'No request of this period fits the filters.',
    longer: 'Show 30 days',
    connect: 'Connect a program',
    tiles: {
      heading: 'Summary',
      requests: 'Requests',
      requestsPerDay: (value: string) => `${value} a day`,
      failed: 'Failed',
      failedCount: (failed: string, cancelled: string) => `${failed} failed, ${cancelled} cancelled by the program`,
      tokens: 'Tokens',
      cached: (percent: string) => `${percent} of the input from the cache`,
      cost: 'Cost',
      costPerDay: (value: string) => `${value} a day`,
      firstEvent: 'Until the first event',
      firstEventHint: (wait: string) => `half take less; ${wait} of it waiting here`,
      firstEventPlain: 'half of the requests take less',
      speed: 'Speed',
      speedValue: (value: string) => `${value} tokens/s`,
      speedHint: 'of answers, from their first event on',
      accounts: 'Accounts used',
      unknown: 'unknown',
    },
    comparison: {
      with: (dates: string) => `Compared with ${dates}.`,
      never: (date: string) => `Not compared with the days before: what is known does not reach back to ${date}.`,
      new: 'None in the days before',
      same: 'As in the days before',
      percent: (words: Exclude<ComparisonWords, 'rate'>, kind: 'more' | 'less', percent: string, before: string) =>
        `${percent} ${comparatives[words][kind]} than ${before} before`,
      rate: (kind: 'more' | 'less', before: string) => `${comparatives.rate[kind]} than ${before} before`,
      times: (times: string, before: string) => `${times} times the ${before} before`,
    },
    cost: 'Cost is what the price table says, at the time of each request.',
    unpriced: (count: number, text: string) =>
      count === 1
        ? '1 request has no known price and is not in it.'
        : `${text} requests have no known price and are not in it.`,
    prices: 'Prices',
    charts: {
      heading: 'By day',
      hint: 'Point at a day to read it, or go through the days with the arrow keys. A press, or Enter, shows one day alone.',
      csv: 'CSV by day',
      table: 'Table',
      tableOf: (heading: string) => `${heading} as a table`,
      day: 'Day',
      days: (heading: string) => `${heading}, day by day`,
      requests: 'Requests',
      answered: 'Answered',
      failed: 'Failed',
      cancelled: 'Cancelled',
      tokens: 'Tokens',
      input: 'New input',
      cached: 'Input from the cache',
      output: 'Output',
      cost: 'Cost',
      times: 'Waiting time',
      firstEvent: 'Until the first event (median)',
      queue: 'Waiting here (average)',
      speed: 'Tokens per second',
      summary: (heading: string, dates: string, value: string, day: string) =>
        `${heading} by day, ${dates}. Most on ${day}: ${value}.`,
      nothing: (heading: string, dates: string) => `${heading} by day, ${dates}. Nothing is known.`,
      part: (label: string, value: string) => `${label} ${value}`,
      parts: (day: string, parts: readonly string[]) => `${day}: ${parts.join(', ')}`,
      unknown: '–',
    },
    breakdown: {
      heading: {
        model: 'By model',
        account: 'By account',
        key: 'By API key',
        client: 'By program',
        source: 'By source',
      } satisfies Record<ReportFilter, string>,
      columns: { name: 'Name', requests: 'Requests', errors: 'Failed', tokens: 'Tokens', costMicroUsd: 'Cost' },
      share: { requests: 'Share', errors: 'Share of failed', tokens: 'Share of tokens', costMicroUsd: 'Share of cost' },
      only: (name: string) => `Show only ${name}`,
      csv: 'CSV',
      csvOf: (heading: string) => `${heading} as CSV`,
      more: (count: string) => `Show all ${count}`,
    },
  },
} as const;
