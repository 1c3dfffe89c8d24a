import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RequestLogEntry, RequestLogQuery } from '../contract/request-log.ts';
import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { DELETE_HISTORY_SQL, PRUNE_CHUNK_SQL, PRUNE_CONVERSATIONS_SQL } from './operation-runner.ts';
import { requestEntry } from './request-entry.fixture.ts';
import { planSearch } from './request-filter.ts';
import {
  createRequestHistory,
  findIdsSql,
  FIRST_ID_SINCE_SQL,
  LAST_ID_UNTIL_SQL,
  lastScannedSql,
  MOST_SCANNED,
} from './request-history.ts';
import { encodeRequest, requestColumns } from './request-row.ts';
import type { NewRequestLogEntry } from './store.ts';

function emptyLog() {
  const db = new Database(':memory:');
  makeNewestSchema(db);
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

const some = fc.constantFrom('a', 'B_%', null);
const statuses = fc.constantFrom('success' as const, 'error' as const, 'cancelled' as const);
const anyOf = fc.option(fc.uniqueArray(fc.constantFrom('a', 'B_%', ''), { minLength: 1 }), { nil: undefined });
const times = fc.integer({ min: 0, max: 20 }).map((hour) => new Date(hour * 3_600_000).toISOString());

const row = fc.record({
  accountId: some,
  apiKeyId: some,
  model: some,
  client: some,
  sourceId: some,
  errorCode: some,
  conversationId: some,
  status: statuses,
  requestedAt: times,
  latencyMs: fc.integer({ min: 0, max: 10_000_000 }),
});
const filter = fc
  .record({
    accountId: anyOf,
    apiKeyId: anyOf,
    model: anyOf,
    client: anyOf,
    sourceId: anyOf,
    errorCode: anyOf,
    status: fc.option(fc.uniqueArray(statuses, { minLength: 1 }), { nil: undefined }),
    conversationId: fc.constantFrom('a', undefined),
    since: fc.option(times, { nil: undefined }),
    until: fc.option(times, { nil: undefined }),
    text: fc.constantFrom('b_', '%', 'A', 'backend-api', undefined),
  })
  // Most filters name one or two things.
  .chain((all) =>
    fc.subarray(
      Object.entries(all).filter(([, value]) => value !== undefined),
      { maxLength: 3 },
    ),
  )
  .map((entries): Omit<RequestLogQuery, 'limit' | 'cursor'> => Object.fromEntries(entries));

const fitsList = (wanted: readonly string[] | undefined, value: string | null): boolean =>
  wanted?.includes(value ?? '') ?? true;

function fits(query: Omit<RequestLogQuery, 'limit' | 'cursor'>, entry: NewRequestLogEntry): boolean {
  const { requestId, conversationId, model, errorCode, errorMessage, useragent, path } = entry;
  const words = [requestId, conversationId, model, errorCode, errorMessage, useragent, path];
  return (
    fitsList(query.accountId, entry.accountId) &&
    fitsList(query.apiKeyId, entry.apiKeyId) &&
    fitsList(query.model, entry.model) &&
    fitsList(query.client, entry.client) &&
    fitsList(query.sourceId, entry.sourceId) &&
    fitsList(query.errorCode, entry.errorCode) &&
    fitsList(query.status, entry.status) &&
    fitsList(query.conversationId === undefined ? undefined : [query.conversationId], entry.conversationId) &&
    (query.since === undefined || entry.requestedAt >= query.since) &&
    (query.until === undefined || entry.requestedAt < query.until) &&
    (query.text === undefined ||
      words.some((word) => word?.toLowerCase().includes(query.text?.toLowerCase() ?? '') ?? false))
  );
}

/** Ids are given when a request ends. */
function inOrderOfEnd(rows: readonly NewRequestLogEntry[]): NewRequestLogEntry[] {
  const endOf = ({ requestedAt, latencyMs }: NewRequestLogEntry): number => Date.parse(requestedAt) + latencyMs;
  return rows.toSorted((one, other) => endOf(one) - endOf(other));
}

describe('pages', () => {
  it('one after the other they are the whole, newest first, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), filter, fc.integer({ min: 1, max: 12 }), (rows, wanted, limit) => {
        const { db, append, list } = emptyLog();
        const entries = inOrderOfEnd(rows.map((more) => requestEntry(more)));
        const all = entries.map((entry) => ({ ...entry, id: append(entry) }));
        const seen: RequestLogEntry[] = [];
        let query: RequestLogQuery | null = { limit, ...wanted };
        while (query !== null) {
          const page = list(query);
          expect(page.requests.length).toBeLessThanOrEqual(limit);
          expect(page.hasMore).toBe(page.nextCursor !== null);
          seen.push(...page.requests);
          query = page.nextCursor === null ? null : { limit, cursor: page.nextCursor, ...wanted };
        }
        db.close();
        expect(seen.map(({ id }) => id)).toEqual(
          all
            .filter((entry) => fits(wanted, entry))
            .map(({ id }) => id)
            .toReversed(),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('hold every entry as it was written', () => {
    const { db, append, list } = emptyLog();
    const entry = requestEntry({ requestId: 'whole' });
    const id = append(entry);
    expect(list({ limit: 5 }).requests).toEqual([{ ...entry, id }]);
    db.close();
  });

  it('a search that finds nothing looks at some rows, says how far it came, and goes on from there', () => {
    const { db, append, list } = emptyLog();
    const rows = 2 * MOST_SCANNED + 1000;
    db.transaction(() => {
      for (let count = 1; count <= rows; count += 1)
        append(requestEntry({ requestId: count === 10 ? 'needle' : `r-${count}`, model: count % 2 === 0 ? 'm' : 'n' }));
    })();
    const pages = [];
    for (let cursor: number | null = rows + 1; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null)
      pages.push(list({ limit: 5, cursor, text: 'needle' }));
    expect(pages.map(({ requests, scannedThrough }) => [requests.length, scannedThrough])).toEqual([
      [0, '2026-01-02T03:04:05.678Z'],
      [0, '2026-01-02T03:04:05.678Z'],
      [1, null],
    ]);
    expect(pages.map(({ nextCursor }) => nextCursor)).toEqual([MOST_SCANNED + 1001, 1001, null]);
    // Behind an index, so many rows of that index.
    expect(list({ limit: 5, model: ['n'], text: 'needle' }).nextCursor).toBe(1001);
    db.close();
  });
});

describe('no query walks the whole log', () => {
  const { db } = emptyLog();
  const plan = (sql: string): string =>
    db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...(sql.includes('@') ? [{ untilMs: 1 }] : Array.from(sql.matchAll(/\?/g), () => 1)))
      .map(({ detail }) => detail)
      .join('; ');

  it.each<[string, string, string]>([
    ['all', findIdsSql({}), 'USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
    ['one account', findIdsSql({ accountId: ['a'] }), 'INDEX request_log_by_account (account_id=? AND rowid>'],
    ['one status', findIdsSql({ status: ['error'] }), 'INDEX request_log_by_status (status=? AND rowid>'],
    ['successes', findIdsSql({ status: ['success'] }), 'INDEX request_log_by_status (status=? AND rowid>'],
    ['one model', findIdsSql({ model: ['m'] }), 'INDEX request_log_by_model (model=? AND rowid>'],
    ['one error', findIdsSql({ errorCode: ['e'] }), 'INDEX request_log_by_error (error_code=? AND rowid>'],
    ['one source', findIdsSql({ sourceId: ['s'] }), 'INDEX request_log_by_source (source_id=? AND rowid>'],
    [
      'one conversation',
      findIdsSql({ conversationId: 'c', accountId: ['a'], status: ['error'] }),
      'INDEX request_log_by_conversation (conversation_id=? AND rowid>',
    ],
    [
      'successes of one key on one account',
      findIdsSql({ apiKeyId: ['k'], accountId: ['a'], status: ['success'] }),
      'INDEX request_log_by_key (api_key_id=? AND rowid>',
    ],
    ['failures of one key', findIdsSql({ apiKeyId: ['k'], status: ['error'] }), 'INDEX request_log_by_status'],
    ['several accounts', findIdsSql({ accountId: ['a', 'b'] }), 'USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
    ['a text', findIdsSql({ text: 't' }), 'USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
    [
      'how far a page looked',
      lastScannedSql(planSearch({ model: ['m'] }).driving),
      'INDEX request_log_by_model (model=? AND rowid>',
    ],
    ['where a time begins', FIRST_ID_SINCE_SQL, 'INDEX request_log_by_time (requested_at_ms<?)'],
    ['where a time ends', LAST_ID_UNTIL_SQL, 'INDEX request_log_by_time (requested_at_ms>? AND requested_at_ms<?)'],
    ['pruning', PRUNE_CHUNK_SQL, 'COVERING INDEX request_log_by_time (requested_at_ms<?)'],
    ['pruning conversations', PRUNE_CONVERSATIONS_SQL, 'INDEX conversations_by_last_time (last_at_ms<?)'],
    ['removing the history of an account', DELETE_HISTORY_SQL, 'INDEX request_log_by_account (account_id=?)'],
  ])('%s', (_, sql, expected) => {
    expect(plan(sql)).toContain(expected);
    expect(plan(sql)).not.toMatch(/SCAN (request_log|conversations)|TEMP B-TREE/);
  });
});
