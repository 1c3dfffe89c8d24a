import type { RequestLogQuestion } from '../contract/request-log.ts';
import type { SqlValue } from './sql-value.ts';

export type RequestFilter = Omit<RequestLogQuestion, 'limit' | 'cursor'>;

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Where the rows that may fit are looked for, and what is still asked of each of them. */
export interface SearchPlan {
  /** An index that holds the wanted rows in order; `null` for the log itself. */
  readonly driving: Condition | null;
  readonly remaining: readonly Condition[];
}

/** Columns with an index that ends in the id, the most telling first. Failures are few, successes are not. */
const indexed = ['conversation_id', 'error_code', 'source_id', 'status', 'api_key_id', 'account_id', 'model'] as const;

/** Bounded columns; what an upstream said in its own words is not among them. */
const textColumns = [
  'request_id',
  'conversation_id',
  'model',
  'error_code',
  'error_message',
  'user_agent',
  'path',
] as const;

/** Rows come newest first only from one place of one index, so at most one condition drives; the others test what it finds. */
export function planSearch(filter: RequestFilter): SearchPlan {
  const wanted: Record<string, readonly string[] | undefined> = {
    conversation_id: filter.conversationId === undefined ? undefined : [filter.conversationId],
    error_code: filter.errorCode,
    source_id: filter.sourceId,
    status: filter.status,
    api_key_id: filter.apiKeyId,
    account_id: filter.accountId,
    model: filter.model,
    client: filter.client,
  };
  const driver = indexed.find((name) => drives(name, wanted[name] ?? [], wanted));
  const equalities = Object.entries(wanted).flatMap(([name, values]) =>
    values === undefined || name === driver ? [] : [anyOf(name, values)],
  );
  return {
    driving: driver === undefined ? null : { sql: `${driver} = ?`, values: wanted[driver] ?? [] },
    remaining: [...equalities, ...timeConditions(filter), ...textConditions(filter)],
  };
}

function drives(
  name: string,
  values: readonly string[],
  wanted: Record<string, readonly string[] | undefined>,
): boolean {
  if (values.length !== 1 || values[0] === '') return false;
  const isNarrowed = wanted['api_key_id'] !== undefined || wanted['account_id'] !== undefined;
  return name !== 'status' || values[0] !== 'success' || !(isNarrowed || wanted['model'] !== undefined);
}

function anyOf(column: string, values: readonly string[]): Condition {
  const named = values.filter((value) => value !== '');
  const list = `${column} IN (${named.map(() => '?').join(', ')})`;
  return { sql: named.length === values.length ? list : `(${column} IS NULL OR ${list})`, values: named };
}

function timeConditions({ since, until }: RequestFilter): Condition[] {
  return [
    ...(since === undefined ? [] : [{ sql: 'requested_at_ms >= ?', values: [Date.parse(since)] }]),
    ...(until === undefined ? [] : [{ sql: 'requested_at_ms < ?', values: [Date.parse(until)] }]),
  ];
}

function textConditions({ text, hidesMessages }: RequestFilter): Condition[] {
  if (text === undefined) return [];
  const pattern = `%${text.replaceAll(/[\\%_]/g, (found) => `\\${found}`)}%`;
  const columns = hidesMessages === true ? textColumns.filter((name) => name !== 'error_message') : textColumns;
  const sql = columns.map((name) => `${name} LIKE ? ESCAPE '\\'`).join(' OR ');
  return [{ sql: `(${sql})`, values: columns.map(() => pattern) }];
}
