import Database from 'better-sqlite3';
import fc from 'fast-check';

import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';
import { encodeRequest, requestColumns } from './request-row.ts';
import { createRollupReader } from './rollup-reader.ts';
import { createRollupWriter } from './rollup-writer.ts';
import type { NewRequestLogEntry } from './store.ts';

/** A log in memory whose rows come in with their sums, some at a time. */
export function rolledLog() {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  makeNewestSchema(db);
  const insert = db.prepare(
    `INSERT INTO request_log (${requestColumns.join(', ')}) VALUES (${requestColumns.map(() => '?').join(', ')})`,
  );
  const writer = createRollupWriter(db);
  return {
    db,
    writer,
    reader: createRollupReader(db),
    append(entries: readonly NewRequestLogEntry[]) {
      for (const entry of entries) {
        const { lastInsertRowid } = insert.run(encodeRequest(entry));
        writer.add([Number(lastInsertRowid), ...encodeRequest(entry)]);
      }
      writer.flush();
    },
  };
}

const names = fc.constantFrom('a', 'b', null);
const tokens = fc.option(fc.integer({ min: 0, max: 1000 }));

/** Entries of some days of 2026, from few of everything. */
export const someEntry = fc
  .record({
    requestedAt: fc
      .date({ min: new Date('2026-03-27'), max: new Date('2026-04-01'), noInvalidDate: true })
      .map((at) => at.toISOString()),
    requestKind: fc.constantFrom('responses', 'responses', 'compact', 'prewarm'),
    conversationId: names,
    accountId: names,
    sourceId: names,
    apiKeyId: names,
    model: names,
    client: names,
    status: fc.constantFrom('success' as const, 'error' as const, 'cancelled' as const),
    errorCode: fc.constantFrom('e1', 'e2', null),
    inputTokens: tokens,
    cachedInputTokens: tokens,
    outputTokens: tokens,
    reasoningTokens: tokens,
    tokens,
    costMicroUsd: tokens,
    movedFrom: names,
    coldTokens: tokens,
    latencyMs: fc.integer({ min: 0, max: 100_000 }),
    latencyFirstEventMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
    latencyQueueMs: fc.integer({ min: 0, max: 500 }),
  })
  .map((more) => requestEntry(more));
