import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import { decodeAccount } from './account-row.ts';
import { createRequestHistory } from './request-history.ts';
import type { StoredState } from './store.ts';

const RECENT_REQUESTS = 50;

const stickyRowsSchema = z.array(z.object({ key: z.string(), accountId: z.string(), updatedAtMs: z.number() }));
const settingRowsSchema = z.array(z.object({ key: z.string(), value_json: z.string() }));

/** Reads what the engine holds in memory. */
export function loadState(db: Database): StoredState {
  const settings = settingRowsSchema.parse(db.prepare('SELECT key, value_json FROM settings').all());
  return {
    accounts: db.prepare('SELECT * FROM accounts ORDER BY created_at_ms, id').all().map(decodeAccount),
    stickies: stickyRowsSchema.parse(
      db
        .prepare(
          'SELECT key, account_id AS accountId, updated_at_ms AS updatedAtMs FROM stickies ORDER BY updated_at_ms, key',
        )
        .all(),
    ),
    settings: Object.fromEntries(settings.map(({ key, value_json }) => [key, JSON.parse(value_json) as unknown])),
    settingsVersion: z.number().parse(db.prepare('SELECT version FROM settings_version').pluck().get()),
    recentRequests: createRequestHistory(db)({ limit: RECENT_REQUESTS }).requests,
  };
}

/** Above every id that was ever given, also to a row that has been deleted since. */
export function nextRequestId(db: Database): number {
  const last = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'request_log'").pluck().get();
  return (last ?? 0) + 1;
}
