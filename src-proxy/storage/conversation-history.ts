import type { Database } from 'better-sqlite3';

import type {
  AccountCacheHits,
  ConversationPage,
  ConversationQuery,
  ConversationSummary,
} from '../contract/conversations.ts';

/** Requests of clients: what Evenkeel sends by itself would falsify the share. */
const ofClients = "request_kind IN ('responses', 'compact')";

/** A share is taken only of requests whose cached part is known. */
const figures = `COUNT(*) AS requests,
  COALESCE(SUM(input_tokens), 0) AS input_tokens,
  COALESCE(SUM(cached_input_tokens), 0) AS cached_input_tokens,
  SUM(CASE WHEN cached_input_tokens IS NOT NULL THEN input_tokens END) AS told_input_tokens,
  COUNT(moved_from) AS moves,
  COALESCE(SUM(cold_tokens), 0) AS cold_tokens`;

const conversationFigures = `log.conversation_id, MAX(log.id) AS last_id, ${figures},
  json_group_array(DISTINCT account_id) FILTER (WHERE account_id IS NOT NULL) AS account_ids_json,
  json_group_array(DISTINCT model) FILTER (WHERE model IS NOT NULL) AS models_json,
  MIN(requested_at_ms) AS first_at_ms, MAX(requested_at_ms) AS last_at_ms`;

/** The page is found in the index first, so that only its own conversations are read. */
export const LIST_CONVERSATIONS_SQL = `WITH page AS (
    SELECT conversation_id, MAX(id) AS last_id FROM request_log WHERE conversation_id IS NOT NULL
    GROUP BY conversation_id HAVING MAX(id) < ? ORDER BY last_id DESC LIMIT ?)
  SELECT ${conversationFigures} FROM page JOIN request_log AS log ON log.conversation_id = page.conversation_id
  GROUP BY log.conversation_id ORDER BY last_id DESC`;

export const FIND_CONVERSATION_SQL = `SELECT ${conversationFigures} FROM request_log AS log
  WHERE log.conversation_id = ? GROUP BY log.conversation_id`;

/** The `+` keeps SQLite on the index of times: that of accounts is as long as the log. */
export const CACHE_HITS_SQL = `SELECT account_id, ${figures} FROM request_log
  WHERE requested_at_ms >= ? AND +account_id IS NOT NULL AND ${ofClients} GROUP BY +account_id ORDER BY +account_id`;

interface FigureRow {
  readonly requests: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly told_input_tokens: number | null;
  readonly moves: number;
  readonly cold_tokens: number;
}

interface ConversationRow extends FigureRow {
  readonly conversation_id: string;
  readonly last_id: number;
  readonly account_ids_json: string;
  readonly models_json: string;
  readonly first_at_ms: number;
  readonly last_at_ms: number;
}

export interface ConversationHistory {
  list(query: ConversationQuery): ConversationPage;
  find(conversationId: string): ConversationSummary | null;
  cacheHits(sinceMs: number): AccountCacheHits[];
}

/** What the request log says of whole conversations, over one connection. */
export function createConversationHistory(db: Database): ConversationHistory {
  const list = db.prepare<[number, number], ConversationRow>(LIST_CONVERSATIONS_SQL);
  const find = db.prepare<[string], ConversationRow>(FIND_CONVERSATION_SQL);
  const cacheHits = db.prepare<[number], FigureRow & { readonly account_id: string }>(CACHE_HITS_SQL);
  return {
    list({ limit, cursor }) {
      // One more than asked for tells whether there is a next page.
      const rows = list.all(cursor ?? Number.MAX_SAFE_INTEGER, limit + 1);
      const page = rows.slice(0, limit);
      const hasMore = rows.length > limit;
      return {
        conversations: page.map(summaryOf),
        hasMore,
        nextCursor: hasMore ? (page.at(-1)?.last_id ?? null) : null,
      };
    },
    find(conversationId) {
      const row = find.get(conversationId);
      return row === undefined ? null : summaryOf(row);
    },
    cacheHits: (sinceMs) =>
      cacheHits.all(Math.round(sinceMs)).map((row) => ({ accountId: row.account_id, ...figuresOf(row) })),
  };
}

function summaryOf(row: ConversationRow): ConversationSummary {
  return {
    conversationId: row.conversation_id,
    accountIds: JSON.parse(row.account_ids_json) as string[],
    models: JSON.parse(row.models_json) as string[],
    ...figuresOf(row),
    firstAt: new Date(row.first_at_ms).toISOString(),
    lastAt: new Date(row.last_at_ms).toISOString(),
  };
}

function figuresOf(row: FigureRow): Omit<AccountCacheHits, 'accountId'> {
  const { told_input_tokens: told, cached_input_tokens: cached } = row;
  return {
    requests: row.requests,
    inputTokens: row.input_tokens,
    cachedInputTokens: cached,
    cacheHitPercent: told === null || told === 0 ? null : Math.round((cached / told) * 10_000) / 100,
    moves: row.moves,
    coldTokens: row.cold_tokens,
  };
}
