import type { Database } from 'better-sqlite3';

import { apiKeyColumns } from './api-key-row.ts';
import type { SqlValue } from './sql-value.ts';

const [, ...changing] = apiKeyColumns;

// An upsert, never REPLACE: that deletes the old row first, and what was charged with it.
const SAVE_KEY_SQL = `INSERT INTO api_keys (${apiKeyColumns.join(', ')}) VALUES (${apiKeyColumns.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`;

const FOLD_SQL = `INSERT INTO key_totals (key_id, last_charged_at_ms, requests, input_tokens, cached_input_tokens,
    output_tokens, total_tokens, cost_microusd, unpriced_requests)
  SELECT key_id, MAX(charged_at_ms), COUNT(*), SUM(input_tokens), SUM(cached_input_tokens), SUM(output_tokens),
    SUM(total_tokens), COALESCE(SUM(cost_microusd), 0), COUNT(*) - COUNT(cost_microusd)
  FROM key_charges WHERE charged_at_ms < ? GROUP BY key_id
  ON CONFLICT (key_id) DO UPDATE SET last_charged_at_ms = MAX(last_charged_at_ms, excluded.last_charged_at_ms),
    requests = requests + excluded.requests, input_tokens = input_tokens + excluded.input_tokens,
    cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
    output_tokens = output_tokens + excluded.output_tokens, total_tokens = total_tokens + excluded.total_tokens,
    cost_microusd = cost_microusd + excluded.cost_microusd,
    unpriced_requests = unpriced_requests + excluded.unpriced_requests`;

export type KeyOperationKind = 'saveApiKey' | 'deleteApiKey' | 'foldKeyCharges' | 'savePrice' | 'deletePrice';

/** Carries out what is written of API keys and prices, inside a transaction of the caller. */
export function keyRunners(db: Database): Record<KeyOperationKind, (args: readonly SqlValue[]) => number> {
  const saveKey = db.prepare(SAVE_KEY_SQL);
  const deleteKey = db.prepare('DELETE FROM api_keys WHERE id = ?');
  const fold = db.prepare(FOLD_SQL);
  const deleteFolded = db.prepare('DELETE FROM key_charges WHERE charged_at_ms < ?');
  const savePrice = db.prepare(`INSERT INTO price_overrides (model, price_json) VALUES (?, ?)
    ON CONFLICT (model) DO UPDATE SET price_json = excluded.price_json`);
  const deletePrice = db.prepare('DELETE FROM price_overrides WHERE model = ?');
  return {
    saveApiKey: (args) => saveKey.run(args).changes,
    deleteApiKey: (args) => deleteKey.run(args).changes,
    foldKeyCharges: (args) => {
      fold.run(args);
      return deleteFolded.run(args).changes;
    },
    savePrice: (args) => savePrice.run(args).changes,
    deletePrice: (args) => deletePrice.run(args).changes,
  };
}
