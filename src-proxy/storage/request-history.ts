import type { Database, Statement } from 'better-sqlite3';

import type { RequestLogPage, RequestLogQuery } from '../contract/request-log.ts';
import { decodeRequest, requestColumns } from './request-row.ts';
import type { RequestRow } from './request-row.ts';

type Filter = Pick<RequestLogQuery, 'accountId' | 'status'>;

/** Reads pages of the request log over one connection. */
export function createRequestHistory(db: Database): (query: RequestLogQuery) => RequestLogPage {
  const prepared = new Map<string, Statement<unknown[], RequestRow>>();

  return (query) => {
    const sql = listRequestsSql(query);
    const statement = prepared.get(sql) ?? db.prepare<unknown[], RequestRow>(sql);
    prepared.set(sql, statement);
    const filters = [query.accountId, query.status].filter((value) => value !== undefined);
    // One more than asked for tells whether there is a next page.
    const rows = statement.all(...filters, query.cursor ?? Number.MAX_SAFE_INTEGER, query.limit + 1);
    const requests = rows.slice(0, query.limit).map(decodeRequest);
    const hasMore = rows.length > query.limit;
    return { requests, hasMore, nextCursor: hasMore ? (requests.at(-1)?.id ?? null) : null };
  };
}

/** Parameters in order: account, status (each only when asked for), the cursor, the limit. */
export function listRequestsSql({ accountId, status }: Filter): string {
  const conditions = ['id < ?'];
  // With both filters the `+` keeps SQLite off one index: failures are the fewer, successes are not.
  const byStatusIndex = status !== undefined && status !== 'success';
  if (status !== undefined)
    conditions.unshift(accountId !== undefined && !byStatusIndex ? '+status = ?' : 'status = ?');
  if (accountId !== undefined) conditions.unshift(byStatusIndex ? '+account_id = ?' : 'account_id = ?');
  return `SELECT id, ${requestColumns.join(', ')} FROM request_log WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`;
}
