import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RequestLogEntry, RequestLogQuery } from '../contract/request-log.ts';
import { initial } from './migrations/0001-initial.ts';
import { DELETE_HISTORY_SQL, PRUNE_CHUNK_SQL } from './operation-runner.ts';
import { requestEntry } from './request-entry.fixture.ts';
import { createRequestHistory, listRequestsSql } from './request-history.ts';
import { encodeRequest, requestColumns } from './request-row.ts';
import type { NewRequestLogEntry } from './store.ts';

function emptyLog() {
  const db = new Database(':memory:');
  initial.apply(db);
  const columns = requestColumns.join(', ');
  const insert = db.prepare(
    `INSERT INTO request_log (${columns}) VALUES (${requestColumns.map(() => '?').join(', ')})`,
  );
  return {
    db,
    append: (entry: NewRequestLogEntry) => Number(insert.run(encodeRequest(entry)).lastInsertRowid),
    list: createRequestHistory(db),
  };
}

const accountIds = fc.constantFrom('a', 'b', null);
const statuses = fc.constantFrom('success' as const, 'error' as const, 'cancelled' as const);

describe('pages', () => {
  it('one after the other they are the whole, newest first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ accountId: accountIds, apiKeyId: accountIds, status: statuses }), { maxLength: 40 }),
        fc.record({
          accountId: fc.option(fc.constantFrom('a', 'b')),
          apiKeyId: fc.option(fc.constantFrom('a', 'b')),
          status: fc.option(statuses),
          limit: fc.integer({ min: 1, max: 12 }),
        }),
        (rows, { accountId, apiKeyId, status, limit }) => {
          const { db, append, list } = emptyLog();
          const all = rows.map((row) => ({
            ...requestEntry(row),
            id: append(requestEntry(row)),
          }));
          const expected = all
            .filter(
              (row) =>
                (!accountId || row.accountId === accountId) &&
                (!apiKeyId || row.apiKeyId === apiKeyId) &&
                (!status || row.status === status),
            )
            .toReversed();

          const seen: RequestLogEntry[] = [];
          const filter = {
            ...(accountId && { accountId }),
            ...(apiKeyId && { apiKeyId }),
            ...(status && { status }),
          };
          let query: RequestLogQuery | null = { limit, ...filter };
          while (query !== null) {
            const page = list(query);
            expect(page.requests.length).toBeLessThanOrEqual(limit);
            expect(page.hasMore).toBe(page.nextCursor !== null);
            seen.push(...page.requests);
            query = page.nextCursor === null ? null : { limit, cursor: page.nextCursor, ...filter };
          }
          db.close();
          expect(seen).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('no query walks the whole log', () => {
  const { db } = emptyLog();
  const plan = (sql: string): string =>
    db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from(sql.matchAll(/\?/g), () => 1))
      .map(({ detail }) => detail)
      .join('; ');

  it.each<[string, string, string]>([
    ['all', listRequestsSql({}), 'USING INTEGER PRIMARY KEY (rowid<?)'],
    ['one account', listRequestsSql({ accountId: 'a' }), 'INDEX request_log_by_account (account_id=? AND rowid<?)'],
    ['one status', listRequestsSql({ status: 'error' }), 'INDEX request_log_by_status (status=? AND rowid<?)'],
    ['successes', listRequestsSql({ status: 'success' }), 'INDEX request_log_by_status (status=? AND rowid<?)'],
    [
      'one conversation',
      listRequestsSql({ conversationId: 'c', accountId: 'a', status: 'error' }),
      'INDEX request_log_by_conversation (conversation_id=? AND rowid<?)',
    ],
    [
      'successes of one key on one account',
      listRequestsSql({ apiKeyId: 'k', accountId: 'a', status: 'success' }),
      'INDEX request_log_by_key (api_key_id=? AND rowid<?)',
    ],
    ['failures of one key', listRequestsSql({ apiKeyId: 'k', status: 'error' }), 'INDEX request_log_by_status'],
    ['failures of one account', listRequestsSql({ accountId: 'a', status: 'error' }), 'INDEX request_log_by_status'],
    [
      'successes of one account',
      listRequestsSql({ accountId: 'a', status: 'success' }),
      'INDEX request_log_by_account',
    ],
    ['pruning', PRUNE_CHUNK_SQL, 'COVERING INDEX request_log_by_time (requested_at_ms<?)'],
    ['removing the history of an account', DELETE_HISTORY_SQL, 'INDEX request_log_by_account (account_id=?)'],
  ])('%s', (_, sql, expected) => {
    expect(plan(sql)).toContain(expected);
    expect(plan(sql)).not.toMatch(/SCAN request_log|TEMP B-TREE/);
  });
});
