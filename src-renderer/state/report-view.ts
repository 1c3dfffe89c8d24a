import type { ReportQuery } from '#contract/reports.ts';

import { dateIn, isDate, isTimeZone, periodOf, presets, type Period, type Preset } from './report-period.ts';

/** By what a report can be narrowed, in the order in which it is shown. */
export const reportFilters = ['account', 'key', 'model', 'client', 'source'] as const;
export type ReportFilter = (typeof reportFilters)[number];

const queryNames = {
  account: 'accountId',
  key: 'apiKeyId',
  model: 'model',
  client: 'client',
  source: 'sourceId',
} as const satisfies Record<ReportFilter, keyof ReportQuery>;

/** Which report is looked at. It is all in the page's address, so that the address can be kept and passed on. */
export interface ReportView {
  readonly preset: Preset;
  /** Of the preset `custom`. */
  readonly custom: Period;
  readonly timeZone: string;
  /** The empty value stands for requests without one; no entry for all of them. */
  readonly filters: Readonly<Partial<Record<ReportFilter, string>>>;
}

const standard = '7d' satisfies Preset;

/** What an address asks for; what it does not say, or says wrongly, is as at the first look. */
export function viewOfSearch(search: URLSearchParams, here: { timeZone: string; nowMs: number }): ReportView {
  const wantedZone = search.get('timezone') ?? '';
  const timeZone = isTimeZone(wantedZone) ? wantedZone : here.timeZone;
  const custom = { start: search.get('start') ?? '', end: search.get('end') ?? '' };
  const isRange = isDate(custom.start) && isDate(custom.end);
  const preset = presets.find((one) => one === search.get('period')) ?? (isRange ? 'custom' : standard);
  const filters: Partial<Record<ReportFilter, string>> = {};
  for (const filter of reportFilters) {
    const value = search.get(filter);
    if (value !== null) filters[filter] = value;
  }
  const fallback = periodOf(standard, dateIn(timeZone, here.nowMs));
  return { preset, timeZone, filters, custom: preset === 'custom' && isRange ? custom : fallback };
}

/** The shortest search that leads back to the view, for who is in the same time zone. */
export function searchOfView(view: ReportView, hereTimeZone: string): URLSearchParams {
  const search = new URLSearchParams();
  if (view.preset !== standard) search.set('period', view.preset);
  if (view.preset === 'custom') {
    search.set('start', view.custom.start);
    search.set('end', view.custom.end);
  }
  if (view.timeZone !== hereTimeZone) search.set('timezone', view.timeZone);
  for (const filter of reportFilters) {
    const value = view.filters[filter];
    if (value !== undefined) search.set(filter, value);
  }
  return search;
}

export function periodOfView({ preset, custom, timeZone }: ReportView, nowMs: number): Period {
  return preset === 'custom' ? custom : periodOf(preset, dateIn(timeZone, nowMs));
}

export function queryOfView(view: ReportView, nowMs: number): ReportQuery {
  const query: ReportQuery = { ...periodOfView(view, nowMs), timezone: view.timeZone };
  for (const filter of reportFilters) {
    const value = view.filters[filter];
    if (value !== undefined) query[queryNames[filter]] = [value];
  }
  return query;
}

/** The view narrowed by one more value; `null` takes the filter away. */
export function withFilter(view: ReportView, filter: ReportFilter, value: string | null): ReportView {
  const { [filter]: _before, ...others } = view.filters;
  return { ...view, filters: value === null ? others : { ...others, [filter]: value } };
}
