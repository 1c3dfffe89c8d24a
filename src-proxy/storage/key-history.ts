import type { Database } from 'better-sqlite3';

import type { KeyBucket, KeyBucketQuery, KeyFigures, KeySumQuery, KeyTotals } from './store.ts';

const sums = `COUNT(*) AS requests,
  COALESCE(SUM(input_tokens), 0) AS inputTokens,
  COALESCE(SUM(cached_input_tokens), 0) AS cachedInputTokens,
  COALESCE(SUM(output_tokens), 0) AS outputTokens,
  COALESCE(SUM(total_tokens), 0) AS totalTokens,
  COALESCE(SUM(cost_microusd), 0) AS costMicroUsd,
  COUNT(*) - COUNT(cost_microusd) AS unpricedRequests`;

const SUM_SQL = `SELECT ${sums} FROM key_charges WHERE key_id = ? AND charged_at_ms >= ?`;

const TOTALS_SQL = `SELECT keyId, MAX(lastChargedAtMs) AS lastChargedAtMs, SUM(requests) AS requests,
    SUM(inputTokens) AS inputTokens, SUM(cachedInputTokens) AS cachedInputTokens, SUM(outputTokens) AS outputTokens,
    SUM(totalTokens) AS totalTokens, SUM(costMicroUsd) AS costMicroUsd, SUM(unpricedRequests) AS unpricedRequests
  FROM (
    SELECT key_id AS keyId, MAX(charged_at_ms) AS lastChargedAtMs, ${sums} FROM key_charges GROUP BY key_id
    UNION ALL
    SELECT key_id, last_charged_at_ms, requests, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      cost_microusd, unpriced_requests FROM key_totals)
  GROUP BY keyId ORDER BY keyId`;

const BUCKETS_SQL = `SELECT charged_at_ms - charged_at_ms % @bucketMs AS startMs, account_id AS accountId, ${sums}
  FROM key_charges WHERE key_id = @keyId AND charged_at_ms >= @sinceMs GROUP BY startMs, account_id ORDER BY startMs, account_id`;

export interface KeyHistory {
  sum(queries: readonly KeySumQuery[]): KeyFigures[];
  totals(): KeyTotals[];
  buckets(query: KeyBucketQuery): KeyBucket[];
}

const nothing: KeyFigures = {
  requests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  totalTokens: 0,
  costMicroUsd: 0,
  unpricedRequests: 0,
};

/** What API keys were charged, over one connection. */
export function createKeyHistory(db: Database): KeyHistory {
  const ofAll = db.prepare<[string, number], KeyFigures>(SUM_SQL);
  const ofModel = db.prepare<[string, number, string], KeyFigures>(`${SUM_SQL} AND model = ?`);
  const totals = db.prepare<[], KeyTotals>(TOTALS_SQL);
  const buckets = db.prepare<[KeyBucketQuery], KeyBucket>(BUCKETS_SQL);
  return {
    sum: (queries) =>
      queries.map(
        ({ keyId, sinceMs, model }) =>
          (model === null ? ofAll.get(keyId, sinceMs) : ofModel.get(keyId, sinceMs, model)) ?? nothing,
      ),
    totals: () => totals.all(),
    buckets: (query) => buckets.all(query),
  };
}
