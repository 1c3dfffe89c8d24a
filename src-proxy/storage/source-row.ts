import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import { sourceAbilities, sourceModelSchema } from '../contract/model-sources.ts';
import type { ModelSourceRecord, SourceMonth } from './source-records.ts';
import type { SqlValue } from './sql-value.ts';

const columns = [
  'id',
  'name',
  'base_url',
  'is_enabled',
  'has_key',
  'created_at_ms',
  'options_json',
  'models_json',
] as const;
const [, ...changing] = columns;

// An upsert, never REPLACE: that deletes the old row first, and what was spent with it.
const SAVE_SQL = `INSERT INTO model_sources (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`;

const optionsSchema = z.object({
  abilities: z.array(z.enum(sourceAbilities)),
  timeoutSeconds: z.number(),
  maxConcurrency: z.number(),
  isOverflow: z.boolean(),
  monthlyCeilingMicroUsd: z.number().nullable(),
});
const rowsSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    base_url: z.string(),
    is_enabled: z.number(),
    has_key: z.number(),
    created_at_ms: z.number(),
    options_json: z.string(),
    models_json: z.string(),
  }),
);
const monthsSchema = z.array(
  z.object({
    sourceId: z.string(),
    month: z.string(),
    costMicroUsd: z.number(),
    unpricedRequests: z.number(),
  }),
);

/** In the order of the table's columns. */
export function encodeSource(record: ModelSourceRecord): SqlValue[] {
  const { id, name, baseUrl, isEnabled, hasKey, createdAtMs, models, ...options } = record;
  return [
    id,
    name,
    baseUrl,
    isEnabled ? 1 : 0,
    hasKey ? 1 : 0,
    Math.round(createdAtMs),
    JSON.stringify(options),
    JSON.stringify(models),
  ];
}

/** Oldest first. @throws ZodError for a row that no version of ours has written */
export function readSources(db: Database): ModelSourceRecord[] {
  return rowsSchema.parse(db.prepare('SELECT * FROM model_sources ORDER BY created_at_ms, rowid').all()).map((row) => ({
    id: row.id,
    name: row.name,
    baseUrl: row.base_url,
    isEnabled: row.is_enabled === 1,
    hasKey: row.has_key === 1,
    createdAtMs: row.created_at_ms,
    ...optionsSchema.parse(JSON.parse(row.options_json)),
    models: z.array(sourceModelSchema).parse(JSON.parse(row.models_json)),
  }));
}

export function readSourceMonths(db: Database): SourceMonth[] {
  return monthsSchema.parse(
    db
      .prepare(
        `SELECT source_id AS sourceId, month, cost_microusd AS costMicroUsd, unpriced_requests AS unpricedRequests
         FROM source_months ORDER BY month, source_id`,
      )
      .all(),
  );
}

export type SourceOperationKind = 'saveModelSource' | 'deleteModelSource';

/** Carries out what is written of model sources, inside a transaction of the caller. */
export function sourceRunners(db: Database): Record<SourceOperationKind, (args: readonly SqlValue[]) => number> {
  const save = db.prepare(SAVE_SQL);
  const remove = db.prepare('DELETE FROM model_sources WHERE id = ?');
  return {
    saveModelSource: (args) => save.run(args).changes,
    deleteModelSource: (args) => remove.run(args).changes,
  };
}
