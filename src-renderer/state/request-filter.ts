import type { RequestLogEntry, RequestLogQuery } from '#contract/request-log.ts';

/** What the log can be narrowed to by choosing from what there is. An empty text stands for requests that have none. */
export const choiceFields = ['accountId', 'apiKeyId', 'model', 'client', 'sourceId', 'status', 'errorCode'] as const;
export type ChoiceField = (typeof choiceFields)[number];

export const timeSpans = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;
export type TimeSpan = keyof typeof timeSpans;

/** A span ends now, whenever that is; `since` is part of what is looked at, `until` is not. Moments are ISO-8601. */
export type TimeRange =
  | { readonly kind: 'any' }
  | { readonly kind: 'last'; readonly span: TimeSpan }
  | { readonly kind: 'between'; readonly since: string | null; readonly until: string | null };

/** What is shown of the request log: any value of a field, all fields together. A field without values is open. */
export interface RequestFilter {
  readonly choices: Readonly<Partial<Record<ChoiceField, readonly string[]>>>;
  readonly conversationId: string | null;
  readonly time: TimeRange;
  readonly text: string;
}

export const everyRequest: RequestFilter = { choices: {}, conversationId: null, time: { kind: 'any' }, text: '' };

/** What the engine is asked for: the filter without the page. */
export type WantedRequests = Omit<RequestLogQuery, 'limit' | 'cursor'>;

export function isNarrowed(filter: RequestFilter): boolean {
  return (
    choiceFields.some((field) => valuesOf(filter, field).length > 0) ||
    filter.conversationId !== null ||
    filter.time.kind !== 'any' ||
    filter.text !== ''
  );
}

export function valuesOf(filter: RequestFilter, field: ChoiceField): readonly string[] {
  return filter.choices[field] ?? [];
}

export function withValues(filter: RequestFilter, field: ChoiceField, values: readonly string[]): RequestFilter {
  return { ...filter, choices: { ...filter.choices, [field]: values } };
}

/** The filter as the engine takes it. What is open is left out. */
export function wantedRequests(filter: RequestFilter, nowMs: number): WantedRequests {
  const { conversationId, time, text } = filter;
  const chosen = choiceFields.flatMap((field) => {
    const values = valuesOf(filter, field);
    return values.length === 0 ? [] : [[field, [...values]]];
  });
  const since = time.kind === 'last' ? new Date(nowMs - timeSpans[time.span]).toISOString() : sinceOf(time);
  const until = time.kind === 'between' ? time.until : null;
  return {
    ...(Object.fromEntries(chosen) as Pick<WantedRequests, ChoiceField>),
    ...(conversationId === null ? {} : { conversationId }),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(text === '' ? {} : { text }),
  };
}

function sinceOf(time: TimeRange): string | null {
  return time.kind === 'between' ? time.since : null;
}

/** Whether a request that just arrived belongs among what was asked for; the engine decides the same way. */
export function isWanted(wanted: WantedRequests, request: RequestLogEntry): boolean {
  const atMs = Date.parse(request.requestedAt);
  return (
    choiceFields.every((field) => {
      const values: readonly string[] | undefined = wanted[field];
      return values === undefined || values.includes(request[field] ?? '');
    }) &&
    (wanted.conversationId === undefined || request.conversationId === wanted.conversationId) &&
    (wanted.since === undefined || atMs >= Date.parse(wanted.since)) &&
    (wanted.until === undefined || atMs < Date.parse(wanted.until)) &&
    (wanted.text === undefined || holds(request, wanted.text))
  );
}

function holds(request: RequestLogEntry, text: string): boolean {
  const { requestId, conversationId, model, errorCode, errorMessage, useragent, path } = request;
  const sought = asciiLower(text);
  return [requestId, conversationId, model, errorCode, errorMessage, useragent, path].some(
    (value) => value !== null && asciiLower(value).includes(sought),
  );
}

/** As the database compares: only the letters of ASCII have two cases. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
