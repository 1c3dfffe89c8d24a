import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import type { SqlValue } from './sql-value.ts';

const rowsSchema = z.array(z.object({ name: z.string(), value_json: z.string() }));
const changesSchema = z.array(z.tuple([z.string(), z.string().nullable()]));

export function readDashboardAuth(db: Database): Readonly<Record<string, unknown>> {
  const rows = rowsSchema.parse(db.prepare('SELECT name, value_json FROM dashboard_auth').all());
  return Object.fromEntries(rows.map(({ name, value_json }) => [name, JSON.parse(value_json) as unknown]));
}

/** Carries out what is written of the dashboard's sign-in, inside a transaction of the caller. */
export function dashboardAuthRunners(db: Database): Record<'saveDashboardAuth', (args: readonly SqlValue[]) => number> {
  const save = db.prepare(`INSERT INTO dashboard_auth (name, value_json) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json`);
  const remove = db.prepare('DELETE FROM dashboard_auth WHERE name = ?');
  return {
    saveDashboardAuth: ([json]) => {
      const changes = changesSchema.parse(JSON.parse(String(json)));
      for (const [name, valueJson] of changes) {
        if (valueJson === null) remove.run(name);
        else save.run(name, valueJson);
      }
      return changes.length;
    },
  };
}
