import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import { initial } from './0001-initial.ts';

it('makes every table from nothing, all of them STRICT', () => {
  const db = new Database(':memory:');
  initial.apply(db);
  const tables = db
    .prepare<[], { name: string; strict: number }>(
      "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all()
    .sort((one, other) => one.name.localeCompare(other.name));
  expect(tables).toEqual(
    [
      'accounts',
      'api_keys',
      'audit_log',
      'conversation_parts',
      'conversations',
      'dashboard_auth',
      'error_rollups',
      'journal_progress',
      'key_charges',
      'key_totals',
      'model_sources',
      'price_overrides',
      'request_log',
      'reset_redemptions',
      'rollup_groups',
      'rollups',
      'settings',
      'settings_version',
      'source_months',
      'stickies',
      'usage_points',
    ].map((name) => ({ name, strict: 1 })),
  );
  expect(db.prepare('SELECT * FROM journal_progress').all()).toEqual([{ id: 1, file: 0, offset: 0 }]);
  expect(db.prepare('SELECT * FROM settings_version').all()).toEqual([{ id: 1, version: 0 }]);
});
