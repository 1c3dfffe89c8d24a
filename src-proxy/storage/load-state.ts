import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import { affinityKindSchema } from '../contract/affinity.ts';
import { priceSchema } from '../contract/prices.ts';
import { decodeAccount } from './account-row.ts';
import { decodeApiKey } from './api-key-row.ts';
import { readDashboardAuth } from './dashboard-auth-rows.ts';
import { readOwners } from './owner-rows.ts';
import { createRequestHistory } from './request-history.ts';
import { readSourceMonths, readSources } from './source-row.ts';
import { recentUsage } from './usage-history.ts';
import type { RedemptionRecord, StoredState } from './store.ts';

const RECENT_REQUESTS = 50;
/** As far back as a burn rate looks. */
const RECENT_USAGE_MS = 6 * 3_600_000;

const stickyRowsSchema = z.array(
  z.object({
    key: z.string(),
    kind: affinityKindSchema,
    accountId: z.string(),
    servedBy: z.string(),
    hasMoved: z.number().transform((value) => value !== 0),
    createdAtMs: z.number(),
    updatedAtMs: z.number(),
  }),
);
const SETTLED_REDEMPTIONS = 200;
const redemptionRowsSchema = z.array(
  z.object({
    redeemRequestId: z.string(),
    accountId: z.string(),
    creditId: z.string().nullable(),
    requestedAtMs: z.number(),
    outcomeJson: z.string().nullable(),
  }),
);
const outcomeSchema = z.object({ code: z.string(), windowsReset: z.number().nullable(), atMs: z.number() });
const redemptionSql = `SELECT redeem_request_id AS redeemRequestId, account_id AS accountId, credit_id AS creditId,
  requested_at_ms AS requestedAtMs, outcome_json AS outcomeJson FROM reset_redemptions`;
const priceRowsSchema = z.array(z.object({ model: z.string(), price_json: z.string() }));
const settingRowsSchema = z.array(z.object({ key: z.string(), value_json: z.string() }));

/** Reads what the engine holds in memory. */
export function loadState(db: Database, nowMs: number): StoredState {
  const settings = settingRowsSchema.parse(db.prepare('SELECT key, value_json FROM settings').all());
  return {
    accounts: db.prepare('SELECT * FROM accounts ORDER BY created_at_ms, id').all().map(decodeAccount),
    stickies: stickyRowsSchema.parse(
      db
        .prepare(
          `SELECT key, kind, account_id AS accountId, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs,
             coalesce(served_by, account_id) AS servedBy, has_moved AS hasMoved
           FROM stickies ORDER BY updated_at_ms, key`,
        )
        .all(),
    ),
    owners: readOwners(db, nowMs),
    recentUsage: recentUsage(db, nowMs - RECENT_USAGE_MS),
    openRedemptions: redemptions(
      db.prepare(`${redemptionSql} WHERE outcome_json IS NULL ORDER BY requested_at_ms`).all(),
    ),
    settledRedemptions: redemptions(
      db
        .prepare(`${redemptionSql} WHERE outcome_json IS NOT NULL ORDER BY requested_at_ms DESC LIMIT ?`)
        .all(SETTLED_REDEMPTIONS),
    ),
    settings: Object.fromEntries(settings.map(({ key, value_json }) => [key, JSON.parse(value_json) as unknown])),
    dashboardAuth: readDashboardAuth(db),
    settingsVersion: z.number().parse(db.prepare('SELECT version FROM settings_version').pluck().get()),
    apiKeys: db.prepare('SELECT * FROM api_keys ORDER BY created_at_ms, id').all().map(decodeApiKey),
    prices: priceRowsSchema
      .parse(db.prepare('SELECT model, price_json FROM price_overrides ORDER BY model').all())
      .map(({ model, price_json }) => ({ model, price: priceSchema.parse(JSON.parse(price_json)) })),
    modelSources: readSources(db),
    sourceMonths: readSourceMonths(db),
    recentRequests: createRequestHistory(db)({ limit: RECENT_REQUESTS }).requests,
  };
}

function redemptions(rows: readonly unknown[]): RedemptionRecord[] {
  return redemptionRowsSchema.parse(rows).map(({ outcomeJson, ...row }) => ({
    ...row,
    outcome: outcomeJson === null ? null : outcomeSchema.parse(JSON.parse(outcomeJson)),
  }));
}

/** Above every id that was ever given, also to a row that has been deleted since. */
export function nextRequestId(db: Database): number {
  const last = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'request_log'").pluck().get();
  return (last ?? 0) + 1;
}
