import type { Database, Statement } from 'better-sqlite3';

import type { RequestLogPage, RequestLogQuery } from '../contract/request-log.ts';
import { decodeRequest, requestColumns } from './request-row.ts';
import type { RequestRow } from './request-row.ts';

type Filter = Pick<RequestLogQuery, 'accountId' | 'status' | 'conversationId' | 'apiKeyId'>;

/** Reads pages of the request log over one connection. */
export function createRequestHistory(db: Database): (query: RequestLogQuery) => RequestLogPage {
  const prepared = new Map<string, Statement<unknown[], RequestRow>>();

  return (query) => {
    const sql = listRequestsSql(query);
    const statement = prepared.get(sql) ?? db.prepare<unknown[], RequestRow>(sql);
    prepared.set(sql, statement);
    const { conversationId, apiKeyId, accountId, status } = query;
    const filters = [conversationId, apiKeyId, accountId, status].filter((value) => value !== undefined);
    // One more than asked for tells whether there is a next page.
    const rows = statement.all(...filters, query.cursor ?? Number.MAX_SAFE_INTEGER, query.limit + 1);
    const requests = rows.slice(0, query.limit).map(decodeRequest);
    const hasMore = rows.length > query.limit;
    return { requests, hasMore, nextCursor: hasMore ? (requests.at(-1)?.id ?? null) : null };
  };
}

/** Parameters in order: conversation, API key, account, status (each only when asked for), the cursor, the limit. */
export function listRequestsSql({ accountId, status, conversationId, apiKeyId }: Filter): string {
  const conditions = ['id < ?'];
  // With several filters the `+` keeps SQLite on one index: a conversation is the least, failures are few, successes are
  // not, and a key has fewer than an account.
  const byConversation = conversationId !== undefined;
  const isNarrowed = accountId !== undefined || apiKeyId !== undefined;
  const byStatus = !byConversation && status !== undefined && (!isNarrowed || status !== 'success');
  const byKey = !byConversation && !byStatus && apiKeyId !== undefined;
  const byAccount = !byConversation && !byStatus && !byKey;
  if (status !== undefined) conditions.unshift(byStatus ? 'status = ?' : '+status = ?');
  if (accountId !== undefined) conditions.unshift(byAccount ? 'account_id = ?' : '+account_id = ?');
  if (apiKeyId !== undefined) conditions.unshift(byKey ? 'api_key_id = ?' : '+api_key_id = ?');
  if (byConversation) conditions.unshift('conversation_id = ?');
  return `SELECT id, ${requestColumns.join(', ')} FROM request_log WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`;
}
