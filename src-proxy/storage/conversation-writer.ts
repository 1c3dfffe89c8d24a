import type { Database } from 'better-sqlite3';

import type { RequestRow } from './request-row.ts';

type Row = Pick<
  RequestRow,
  | 'id'
  | 'requested_at_ms'
  | 'conversation_id'
  | 'account_id'
  | 'model'
  | 'input_tokens'
  | 'cached_input_tokens'
  | 'moved_from'
  | 'cold_tokens'
>;

/** Keeps one row per conversation, and which accounts and models it was with. Belongs inside the log's transaction. */
export interface ConversationWriter {
  add(row: Row): void;
  flush(): void;
  drop(): void;
}

export const conversationColumns = `conversation_id, last_id, first_at_ms, last_at_ms, requests, input_tokens, cached_input_tokens,
  told_input_tokens, moves, cold_tokens`;

const SAVE_SQL = `INSERT INTO conversations (${conversationColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET last_id = MAX(last_id, excluded.last_id),
    first_at_ms = MIN(first_at_ms, excluded.first_at_ms), last_at_ms = MAX(last_at_ms, excluded.last_at_ms),
    requests = requests + excluded.requests, input_tokens = input_tokens + excluded.input_tokens,
    cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
    told_input_tokens = told_input_tokens + excluded.told_input_tokens, moves = moves + excluded.moves,
    cold_tokens = cold_tokens + excluded.cold_tokens`;

interface Sums {
  lastId: number;
  firstAtMs: number;
  lastAtMs: number;
  readonly figures: [number, number, number, number, number, number];
  readonly parts: Map<string, readonly [string, string]>;
}

const mostTokens = 1e12;

export function createConversationWriter(db: Database): ConversationWriter {
  const save = db.prepare(SAVE_SQL);
  const savePart = db.prepare(
    'INSERT INTO conversation_parts (conversation_id, account_id, model) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  let added = new Map<string, Sums>();

  return {
    add(row) {
      if (row.conversation_id === null) return;
      const sums = added.get(row.conversation_id) ?? emptySums(row);
      added.set(row.conversation_id, sums);
      sums.lastId = Math.max(sums.lastId, row.id);
      sums.firstAtMs = Math.min(sums.firstAtMs, row.requested_at_ms);
      sums.lastAtMs = Math.max(sums.lastAtMs, row.requested_at_ms);
      const input = bounded(row.input_tokens);
      const told = row.cached_input_tokens === null ? 0 : input;
      const moved = row.moved_from === null ? 0 : 1;
      const more = [1, input, bounded(row.cached_input_tokens), told, moved, bounded(row.cold_tokens)];
      more.forEach((value, index) => (sums.figures[index] = (sums.figures[index] ?? 0) + value));
      const part = [row.account_id ?? '', row.model ?? ''] as const;
      sums.parts.set(part.join('\n'), part);
    },
    flush() {
      for (const [id, { lastId, firstAtMs, lastAtMs, figures, parts }] of added) {
        save.run(id, lastId, firstAtMs, lastAtMs, ...figures);
        for (const part of parts.values()) savePart.run(id, ...part);
      }
      added = new Map();
    },
    drop() {
      added = new Map();
    },
  };
}

function emptySums(row: Row): Sums {
  const { id: lastId, requested_at_ms: atMs } = row;
  return { lastId, firstAtMs: atMs, lastAtMs: atMs, figures: [0, 0, 0, 0, 0, 0], parts: new Map() };
}

function bounded(value: number | null): number {
  return value === null ? 0 : Math.min(Math.max(value, 0), mostTokens);
}
