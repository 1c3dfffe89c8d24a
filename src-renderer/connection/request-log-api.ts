import type { RequestExportQuery, RequestLogOptions, RequestLogPage, RequestLogQuery } from '#contract/request-log.ts';

/** The request log. */
export interface RequestLogApi {
  requestLogs(query: Partial<RequestLogQuery>): Promise<RequestLogPage>;
  /** What there is to filter by. */
  requestLogOptions(): Promise<RequestLogOptions>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function requestLogApi(call: Call): RequestLogApi {
  return {
    requestLogs: (query) => call(`/api/request-logs?${parametersOf(query)}`),
    requestLogOptions: () => call('/api/request-logs/options'),
  };
}

/** Where the browser fetches the requests as a file; it needs no script for that. */
export function requestExportPath(query: RequestExportQuery): string {
  return `/api/request-logs/export?${parametersOf(query)}`;
}

/** A list stands as its parameter several times; what is not given is left out. */
function parametersOf(query: Partial<RequestLogQuery & RequestExportQuery>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  return parameters;
}
