import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ConversationSummary } from '../contract/conversations.ts';
import { createConversationHistory, FIND_CONVERSATION_SQL, LIST_CONVERSATIONS_SQL } from './conversation-history.ts';
import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';
import { encodeRequest, requestColumns } from './request-row.ts';
import { createRollupReader } from './rollup-reader.ts';
import { createRollupWriter } from './rollup-writer.ts';
import type { NewRequestLogEntry } from './store.ts';

function logOf(rows: readonly NewRequestLogEntry[]) {
  const db = new Database(':memory:');
  makeNewestSchema(db);
  const places = requestColumns.map(() => '?').join(', ');
  const insert = db.prepare(`INSERT INTO request_log (${requestColumns.join(', ')}) VALUES (${places})`);
  const rollups = createRollupWriter(db);
  for (const row of rows) {
    const { lastInsertRowid } = insert.run(encodeRequest(row));
    rollups.add([Number(lastInsertRowid), ...encodeRequest(row)]);
  }
  rollups.flush();
  return { db, history: createConversationHistory(db, createRollupReader(db)) };
}

const tokens = fc.option(fc.integer({ min: 0, max: 1000 }));
const row = fc
  .record({
    conversationId: fc.constantFrom('c1', 'c2', 'c3', null),
    accountId: fc.constantFrom('a', 'b', null),
    model: fc.constantFrom('m', 'n', null),
    inputTokens: tokens,
    cachedInputTokens: tokens,
    movedFrom: fc.constantFrom('a', null),
    coldTokens: tokens,
    requestKind: fc.constantFrom('responses', 'compact', 'probe'),
    requestedAt: fc
      .date({ min: new Date(0), max: new Date(10_000_000), noInvalidDate: true })
      .map((at) => at.toISOString()),
  })
  .map((more) => requestEntry(more));

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

function figuresOf(rows: readonly NewRequestLogEntry[]) {
  const told = sum(rows.map((each) => (each.cachedInputTokens === null ? null : each.inputTokens)));
  const cached = sum(rows.map((each) => each.cachedInputTokens));
  return {
    requests: rows.length,
    inputTokens: sum(rows.map((each) => each.inputTokens)),
    cachedInputTokens: cached,
    cacheHitPercent: told === 0 ? null : Math.round((cached / told) * 10_000) / 100,
    moves: rows.filter(({ movedFrom }) => movedFrom !== null).length,
    coldTokens: sum(rows.map(({ coldTokens }) => coldTokens)),
  };
}
const distinct = (values: readonly (string | null)[]): Set<string> => new Set(values.filter((value) => value !== null));

describe('whole conversations', () => {
  it('are what their rows add up to, in pages, used last first', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (rows, limit) => {
        const { db, history } = logOf(rows);
        const seen: ConversationSummary[] = [];
        let cursor: number | null = null;
        do {
          const page = history.list({ limit, ...(cursor === null ? {} : { cursor }) });
          seen.push(...page.conversations);
          expect(page.hasMore).toBe(page.nextCursor !== null);
          cursor = page.nextCursor;
        } while (cursor !== null);
        const order = rows.flatMap(({ conversationId }) => conversationId ?? []).toReversed();
        expect(seen.map(({ conversationId }) => conversationId)).toEqual([...new Set(order)]);
        for (const { accountIds, models, firstAt, lastAt, conversationId, ...figures } of seen) {
          const own = rows.filter((each) => each.conversationId === conversationId);
          expect(figures).toEqual(figuresOf(own));
          expect(new Set(accountIds)).toEqual(distinct(own.map(({ accountId }) => accountId)));
          expect(new Set(models)).toEqual(distinct(own.map(({ model }) => model)));
          const times = own.map(({ requestedAt }) => requestedAt).toSorted();
          expect([firstAt, lastAt]).toEqual([times[0], times.at(-1)]);
          expect(history.find(conversationId)).toEqual({
            accountIds,
            models,
            firstAt,
            lastAt,
            conversationId,
            ...figures,
          });
        }
        expect(history.find('unknown')).toBeNull();
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  it('and per account, of what clients asked since a time, from its quarter of an hour on', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 0, max: 10_000_000 }), (rows, sinceMs) => {
        const { db, history } = logOf(rows);
        for (const { accountId, ...figures } of history.cacheHits(sinceMs)) {
          const own = rows.filter(
            (each) =>
              each.accountId === accountId &&
              each.requestKind !== 'probe' &&
              Date.parse(each.requestedAt) >= sinceMs - (sinceMs % 900_000),
          );
          expect(figures).toEqual(figuresOf(own));
        }
        db.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('no query walks the whole log', () => {
  const { db } = logOf([]);
  const plan = (sql: string): string =>
    db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from(sql.matchAll(/\?/g), () => 1))
      .map(({ detail }) => detail)
      .join('; ');

  it.each([
    ['the list', LIST_CONVERSATIONS_SQL, 'SEARCH conversations USING INDEX conversations_by_last_id (last_id<?)'],
    ['the parts of each', LIST_CONVERSATIONS_SQL, 'SEARCH part USING PRIMARY KEY (conversation_id=?'],
    ['one conversation', FIND_CONVERSATION_SQL, 'SEARCH conversations USING PRIMARY KEY (conversation_id=?)'],
  ])('%s', (_name, sql, expected) => {
    expect(plan(sql)).toContain(expected);
  });
});
