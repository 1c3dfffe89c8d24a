import { choiceFields, everyRequest, timeSpans, valuesOf } from './request-filter.ts';
import type { ChoiceField, RequestFilter, TimeRange, TimeSpan } from './request-filter.ts';

const statuses: ReadonlySet<string> = new Set(['success', 'error', 'cancelled']);
/** The engine takes no more of one field, and no longer text. */
const mostValues = 50;
const longestText = 200;

/** A filter as the address has it: empty for everything, else with its `?`. Addresses are shared, so they are stable. */
export function addressOfFilter(filter: RequestFilter): string {
  const query = new URLSearchParams();
  for (const field of choiceFields) for (const value of valuesOf(filter, field)) query.append(field, value);
  const { conversationId, time, text } = filter;
  if (conversationId !== null) query.set('conversationId', conversationId);
  if (time.kind === 'last') query.set('last', time.span);
  if (time.kind === 'between' && time.since !== null) query.set('since', time.since);
  if (time.kind === 'between' && time.until !== null) query.set('until', time.until);
  if (text !== '') query.set('text', text);
  const address = query.toString();
  return address === '' ? '' : `?${address}`;
}

/** The filter that an address stands for. Somebody may have typed it: what the engine would refuse is passed over. */
export function filterOfAddress(search: string): RequestFilter {
  const query = new URLSearchParams(search);
  const choices = choiceFields.flatMap((field): [ChoiceField, string[]][] => {
    const values = [...new Set(query.getAll(field))].filter((value) => field !== 'status' || statuses.has(value));
    return values.length === 0 ? [] : [[field, values.slice(0, mostValues)]];
  });
  return {
    choices: Object.fromEntries(choices),
    conversationId: query.get('conversationId'),
    time: timeOf(query),
    text: (query.get('text') ?? everyRequest.text).slice(0, longestText),
  };
}

function timeOf(query: URLSearchParams): TimeRange {
  const last = query.get('last');
  if (last !== null && isSpan(last)) return { kind: 'last', span: last };
  const since = momentOf(query.get('since'));
  const until = momentOf(query.get('until'));
  return since === null && until === null ? everyRequest.time : { kind: 'between', since, until };
}

function isSpan(text: string): text is TimeSpan {
  return Object.hasOwn(timeSpans, text);
}

function momentOf(text: string | null): string | null {
  if (text === null) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}
