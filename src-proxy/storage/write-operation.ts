import type {
  AccountRecord,
  ApiKeyRecord,
  ModelSourceRecord,
  NewAuditEntry,
  PriceRecord,
  RedemptionRecord,
  StickyRecord,
  UsagePoint,
} from './store.ts';
import { encodeAccount } from './account-row.ts';
import { encodeApiKey } from './api-key-row.ts';
import type { KeyOperationKind } from './key-writes.ts';
import type { OwnerOperationKind } from './owner-rows.ts';
import type { RollupOperationKind } from './rollup-pruning.ts';
import { encodeSource, type SourceOperationKind } from './source-row.ts';
import type { SqlValue } from './sql-value.ts';

export type OperationKind =
  | KeyOperationKind
  | SourceOperationKind
  | OwnerOperationKind
  | RollupOperationKind
  | 'saveAccount'
  | 'deleteAccount'
  | 'saveSticky'
  | 'deleteStickies'
  | 'saveRedemption'
  | 'appendAudit'
  | 'saveUsagePoint'
  | 'pruneUsage'
  | 'saveSettings'
  | 'saveDashboardAuth'
  | 'ingest'
  | 'pruneChunk'
  | 'touch';

/**
 * One write on its way to the writer worker: what to do, then its arguments. Flat and of primitives alone, because the
 * event loop pays for copying it, and nested objects cost several times as much.
 */
export type Operation = readonly [OperationKind, ...SqlValue[]];

export const operations = {
  saveAccount: (record: AccountRecord): Operation => ['saveAccount', ...encodeAccount(record)],
  /** With the number of the journal written now, what the log and the journals hold of the account goes too. */
  deleteAccount: (accountId: string, historyUpToFile: number | null): Operation => [
    'deleteAccount',
    accountId,
    historyUpToFile,
  ],
  saveSticky: ({ key, kind, accountId, createdAtMs, updatedAtMs, servedBy, hasMoved }: StickyRecord): Operation => [
    'saveSticky',
    key,
    kind,
    accountId,
    Math.round(createdAtMs),
    Math.round(updatedAtMs),
    servedBy,
    Number(hasMoved),
  ],
  deleteStickies: (keys: readonly string[]): Operation => ['deleteStickies', JSON.stringify(keys)],
  pruneRollups: (olderThanMs: number): Operation => ['pruneRollups', Math.round(olderThanMs)],
  pruneOwners: (nowMs: number): Operation => ['pruneOwners', Math.round(nowMs)],
  saveRedemption: (record: RedemptionRecord): Operation => [
    'saveRedemption',
    record.redeemRequestId,
    record.accountId,
    record.creditId,
    Math.round(record.requestedAtMs),
    record.outcome === null ? null : JSON.stringify(record.outcome),
  ],
  appendAudit: ({ atMs, actor, action, target, detail }: NewAuditEntry): Operation => [
    'appendAudit',
    Math.round(atMs),
    actor,
    action,
    target,
    JSON.stringify(detail),
  ],
  saveUsagePoint: ({ accountId, window, atMs, usedPercent, resetAtMs }: UsagePoint): Operation => [
    'saveUsagePoint',
    accountId,
    window,
    Math.round(atMs),
    usedPercent,
    resetAtMs === null ? null : Math.round(resetAtMs),
  ],
  pruneUsage: (olderThanMs: number): Operation => ['pruneUsage', Math.round(olderThanMs)],
  saveSettings: (values: Readonly<Record<string, unknown>>): Operation => [
    'saveSettings',
    JSON.stringify(settingChanges(values)),
  ],
  saveDashboardAuth: (values: Readonly<Record<string, unknown>>): Operation => [
    'saveDashboardAuth',
    JSON.stringify(settingChanges(values)),
  ],
  saveApiKey: (record: ApiKeyRecord): Operation => ['saveApiKey', ...encodeApiKey(record)],
  deleteApiKey: (keyId: string): Operation => ['deleteApiKey', keyId],
  foldKeyCharges: (olderThanMs: number): Operation => ['foldKeyCharges', Math.round(olderThanMs)],
  savePrice: ({ model, price }: PriceRecord): Operation => ['savePrice', model, JSON.stringify(price)],
  deletePrice: (model: string): Operation => ['deletePrice', model],
  saveModelSource: (record: ModelSourceRecord): Operation => ['saveModelSource', ...encodeSource(record)],
  deleteModelSource: (sourceId: string): Operation => ['deleteModelSource', sourceId],
  /** Moves the journals up to this one into the request log. */
  ingest: (lastFile: number): Operation => ['ingest', lastFile],
  pruneChunk: (olderThanMs: number): Operation => ['pruneChunk', olderThanMs],
  touch: (): Operation => ['touch'],
};

/** Key and value as JSON text; `null` for a key that is to go. */
export type SettingChange = readonly [key: string, valueJson: string | null];

function settingChanges(values: Readonly<Record<string, unknown>>): SettingChange[] {
  return Object.entries(values).map(([key, value]) => [key, value === undefined ? null : JSON.stringify(value)]);
}
