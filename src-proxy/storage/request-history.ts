import type { Database, Statement } from 'better-sqlite3';

import type { RequestLogPage, RequestLogQuery } from '../contract/request-log.ts';
import { planSearch, type Condition, type RequestFilter } from './request-filter.ts';
import { decodeRequest, requestColumns } from './request-row.ts';
import type { RequestRow } from './request-row.ts';

/** How many rows one page looks at, at most, when an index alone does not tell which ones fit. */
export const MOST_SCANNED = 4000;
/** No request runs longer. */
const LONGEST_REQUEST_MS = 86_400_000;
/** What a clock may be off between the beginning and the end of a request. */
const CLOCK_SLACK_MS = 60_000;

/** Ids that can fit, both ends included. */
interface IdRange {
  readonly first: number;
  readonly last: number;
}

export const FIRST_ID_SINCE_SQL = `SELECT MAX(id) FROM (SELECT id, requested_at_ms + latency_ms AS ended_at_ms
  FROM request_log WHERE requested_at_ms < ? ORDER BY requested_at_ms DESC LIMIT 500) WHERE ended_at_ms < ?`;
export const LAST_ID_UNTIL_SQL = `SELECT MAX(id) FROM request_log WHERE requested_at_ms < @untilMs AND requested_at_ms >=
  (SELECT MAX(requested_at_ms) FROM request_log WHERE requested_at_ms < @untilMs) - ${LONGEST_REQUEST_MS}`;
const FULL_ROWS_SQL = `SELECT id, ${requestColumns.join(', ')} FROM request_log
  WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`;

/** Reads pages of the request log over one connection. */
export function createRequestHistory(db: Database): (query: RequestLogQuery) => RequestLogPage {
  const prepared = new Map<string, Statement>();
  const prepare = <Row>(sql: string): Statement<unknown[], Row> => {
    // Filters combine to many texts; those that are not asked again must not stay for ever.
    if (prepared.size > 200) prepared.clear();
    const statement = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, statement);
    return statement as Statement<unknown[], Row>;
  };
  const fullRows = db.prepare<[string], RequestRow>(FULL_ROWS_SQL);
  const firstIdSince = db.prepare<[number, number], number | null>(FIRST_ID_SINCE_SQL).pluck();
  const lastIdUntil = db.prepare<[{ untilMs: number }], number | null>(LAST_ID_UNTIL_SQL).pluck();
  const startedAt = db.prepare<[number], number>('SELECT requested_at_ms FROM request_log WHERE id = ?').pluck();

  const idRange = ({ cursor, since, until }: RequestLogQuery): IdRange => {
    const sinceMs = since === undefined ? null : Date.parse(since);
    const untilMs = until === undefined ? null : Date.parse(until);
    const beforeCursor = (cursor ?? Number.MAX_SAFE_INTEGER) - 1;
    return {
      // Ids are in the order in which requests ended: what ended before one that ended before `since` began before it too.
      first: sinceMs === null ? 0 : (firstIdSince.get(sinceMs, sinceMs - CLOCK_SLACK_MS) ?? 0),
      last: untilMs === null ? beforeCursor : Math.min(beforeCursor, lastIdUntil.get({ untilMs }) ?? 0),
    };
  };

  return (query) => {
    const { driving, remaining } = planSearch(query);
    const { first, last } = idRange(query);
    const from = [...(driving?.values ?? []), first, last];
    const conditions = remaining.flatMap(({ values }) => values);
    // One more than asked for tells whether there is a next page.
    const wanted = query.limit + 1;
    const ids = prepare<{ id: number }>(findIdsSql(query))
      .all(...from, ...(remaining.length === 0 ? [wanted] : [MOST_SCANNED, ...conditions, wanted]))
      .map(({ id }) => id);
    const requests = fullRows.all(JSON.stringify(ids.slice(0, query.limit))).map(decodeRequest);
    if (ids.length > query.limit) {
      return { requests, hasMore: true, nextCursor: requests.at(-1)?.id ?? null, scannedThrough: null };
    }
    const lastScanned =
      remaining.length === 0
        ? undefined
        : prepare<{ id: number }>(lastScannedSql(driving)).get(...from, MOST_SCANNED - 1)?.id;
    if (lastScanned === undefined || lastScanned <= first)
      return { requests, hasMore: false, nextCursor: null, scannedThrough: null };
    const atMs = startedAt.get(lastScanned) ?? 0;
    return { requests, hasMore: true, nextCursor: lastScanned, scannedThrough: new Date(atMs).toISOString() };
  };
}

/**
 * The ids of a page. Without anything to test, the index (or the log itself) is the answer; else the rows that it gives are
 * tested, so many and no more.
 */
export function findIdsSql(filter: RequestFilter): string {
  const { driving, remaining } = planSearch(filter);
  const where = `${drivingSql(driving)}id >= ? AND id <= ? ORDER BY id DESC LIMIT ?`;
  if (remaining.length === 0) return `SELECT id FROM request_log WHERE ${where}`;
  const columns = ['id', ...testedColumns(remaining)];
  return `SELECT id FROM (SELECT ${columns.join(', ')} FROM request_log WHERE ${where})
    WHERE ${remaining.map(({ sql }) => sql).join(' AND ')} LIMIT ?`;
}

export function lastScannedSql(driving: Condition | null): string {
  return `SELECT id FROM request_log WHERE ${drivingSql(driving)}id >= ? AND id <= ? ORDER BY id DESC LIMIT 1 OFFSET ?`;
}

function drivingSql(driving: Condition | null): string {
  return driving === null ? '' : `${driving.sql} AND `;
}

function testedColumns(conditions: readonly Condition[]): string[] {
  const text = conditions.map(({ sql }) => sql).join(' ');
  return requestColumns.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}
