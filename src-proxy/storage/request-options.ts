import type { Database } from 'better-sqlite3';

import { requestStatusSchema, type RequestLogOptions } from '../contract/request-log.ts';
import { dimensionColumns, type Dimension } from './rollup-groups.ts';

export const ERROR_CODES_SQL = 'SELECT DISTINCT error_code FROM error_rollups ORDER BY error_code';
export const LAST_KEY_NAME_SQL = 'SELECT api_key_name FROM request_log WHERE api_key_id = ? ORDER BY id DESC LIMIT 1';
const mostOfEach = 500;

/** What the log can be filtered by, as the sums over it know. */
export function createRequestOptions(db: Database): () => RequestLogOptions {
  const valuesOf = (dimension: Dimension) => {
    const column = dimensionColumns[dimension];
    return db
      .prepare<[], string>(
        `SELECT ${column} FROM rollup_groups WHERE facet = '${dimension}' AND ${column} IS NOT NULL ORDER BY ${column} LIMIT ${mostOfEach}`,
      )
      .pluck();
  };
  const [accounts, models, keys, clients, sources] = (['account', 'model', 'key', 'client', 'source'] as const).map(
    valuesOf,
  );
  const keyName = db.prepare<[string], string>('SELECT name FROM api_keys WHERE id = ?').pluck();
  const lastKeyName = db.prepare<[string], string | null>(LAST_KEY_NAME_SQL).pluck();
  const errorCodes = db.prepare<[], string>(`${ERROR_CODES_SQL} LIMIT ${mostOfEach}`).pluck();
  return () => ({
    accountIds: accounts?.all() ?? [],
    models: models?.all() ?? [],
    apiKeys: (keys?.all() ?? []).map((id) => ({ id, name: keyName.get(id) ?? lastKeyName.get(id) ?? id })),
    clients: clients?.all() ?? [],
    sourceIds: sources?.all() ?? [],
    statuses: [...requestStatusSchema.options],
    errorCodes: errorCodes.all(),
  });
}
