import type { Report, ReportQuery, ReportTable } from '#contract/reports.ts';

export interface ReportsApi {
  report(query: ReportQuery): Promise<Report>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function reportsApi(call: Call): ReportsApi {
  return {
    report: (query) => call(`/api/reports?${reportSearch(query)}`),
  };
}

/** Where one table of a report is to be had as a file. */
export function reportCsvUrl(query: ReportQuery, table: ReportTable): string {
  const search = reportSearch(query);
  search.set('table', table);
  return `/api/reports.csv?${search}`;
}

function reportSearch({ start, end, timezone, ...filters }: ReportQuery): URLSearchParams {
  const search = new URLSearchParams({ start, end, timezone });
  for (const [name, values] of Object.entries(filters)) {
    for (const value of values ?? []) search.append(name, value);
  }
  return search;
}
