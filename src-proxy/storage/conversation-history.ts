import type { Database } from 'better-sqlite3';

import type {
  AccountCacheHits,
  ConversationPage,
  ConversationQuery,
  ConversationSummary,
} from '../contract/conversations.ts';
import type { FigureColumn } from './rollup-figures.ts';
import { minuteMs } from './rollup-groups.ts';
import { figureOf, type RollupGroup, type RollupReader } from './rollup-reader.ts';

const columns = `last_id, requests, input_tokens, cached_input_tokens, told_input_tokens, moves, cold_tokens,
  first_at_ms, last_at_ms, conversation_id`;
const parts = (column: string): string =>
  `(SELECT json_group_array(DISTINCT ${column}) FROM conversation_parts AS part
    WHERE part.conversation_id = conversations.conversation_id AND ${column} <> '')`;
const summary = `${columns}, ${parts('account_id')} AS account_ids_json, ${parts('model')} AS models_json`;

export const LIST_CONVERSATIONS_SQL = `SELECT ${summary} FROM conversations WHERE last_id < ? ORDER BY last_id DESC LIMIT ?`;

export const FIND_CONVERSATION_SQL = `SELECT ${summary} FROM conversations WHERE conversation_id = ?`;

const quarterMs = 15 * minuteMs;
/** The year 9999: no clock is set beyond it. */
const endOfTimeMs = 253_402_300_800_000;

interface FigureRow {
  readonly requests: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly told_input_tokens: number;
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
  /** From the quarter of an hour on in which the time is. */
  cacheHits(sinceMs: number): AccountCacheHits[];
}

/** What is kept of whole conversations, over one connection. */
export function createConversationHistory(db: Database, rollups: RollupReader): ConversationHistory {
  const list = db.prepare<[number, number], ConversationRow>(LIST_CONVERSATIONS_SQL);
  const find = db.prepare<[string], ConversationRow>(FIND_CONVERSATION_SQL);
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
      rollups
        .groupsBy('account', {})
        .flatMap((group) => (group.account === null ? [] : hitsOf(group.account, [group], sinceMs)))
        .sort((one, other) => one.accountId.localeCompare(other.accountId)),
  };

  function hitsOf(accountId: string, groups: readonly RollupGroup[], sinceMs: number): AccountCacheHits[] {
    const sums = rollups.sumOf(groups, Math.floor(sinceMs / quarterMs) * quarterMs, endOfTimeMs);
    const figure = (name: FigureColumn): number => figureOf(sums, name);
    if (figure('requests') === 0) return [];
    const figures = figuresOf({
      requests: figure('requests'),
      input_tokens: figure('input_tokens'),
      cached_input_tokens: figure('cached_input_tokens'),
      told_input_tokens: figure('told_input_tokens'),
      moves: figure('moves'),
      cold_tokens: figure('cold_tokens'),
    });
    return [{ accountId, ...figures }];
  }
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
    cacheHitPercent: told === 0 ? null : Math.round((cached / told) * 10_000) / 100,
    moves: row.moves,
    coldTokens: row.cold_tokens,
  };
}
