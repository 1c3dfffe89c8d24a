import type { Database } from 'better-sqlite3';

import type { UsagePoint, UsageQuery } from './store.ts';

const columns = 'account_id AS accountId, window, at_ms AS atMs, used_percent AS usedPercent, reset_at_ms AS resetAtMs';

/** Reads the usage of one account over time. */
export function createUsageHistory(db: Database): (query: UsageQuery) => UsagePoint[] {
  const statement = db.prepare<[string, number], UsagePoint>(
    `SELECT ${columns} FROM usage_points WHERE account_id = ? AND at_ms >= ? ORDER BY at_ms, window`,
  );
  return ({ accountId, sinceMs }) => statement.all(accountId, sinceMs);
}

/** Of all accounts, oldest first. */
export function recentUsage(db: Database, sinceMs: number): UsagePoint[] {
  return db
    .prepare<[number], UsagePoint>(`SELECT ${columns} FROM usage_points WHERE at_ms >= ? ORDER BY at_ms`)
    .all(sinceMs);
}
