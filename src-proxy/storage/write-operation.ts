import type { AccountRecord, NewRequestLogEntry, StickyRecord } from './store.ts';
import { encodeAccount } from './account-row.ts';
import { encodeRequest } from './request-row.ts';
import type { SqlValue } from './sql-value.ts';

export type OperationKind =
  | 'saveAccount'
  | 'deleteAccount'
  | 'saveSticky'
  | 'deleteStickies'
  | 'saveSettings'
  | 'appendRequest'
  | 'pruneChunk'
  | 'touch';

/**
 * One write on its way to the writer worker: what to do, then its arguments. Flat and of primitives alone, because the
 * event loop pays for copying it, and nested objects cost several times as much.
 */
export type Operation = readonly [OperationKind, ...SqlValue[]];

export const operations = {
  saveAccount: (record: AccountRecord): Operation => ['saveAccount', ...encodeAccount(record)],
  deleteAccount: (accountId: string, history: boolean): Operation => ['deleteAccount', accountId, history ? 1 : 0],
  saveSticky: ({ key, accountId, updatedAtMs }: StickyRecord): Operation => [
    'saveSticky',
    key,
    accountId,
    Math.round(updatedAtMs),
  ],
  deleteStickies: (keys: readonly string[]): Operation => ['deleteStickies', JSON.stringify(keys)],
  saveSettings: (values: Readonly<Record<string, unknown>>): Operation => [
    'saveSettings',
    JSON.stringify(settingChanges(values)),
  ],
  appendRequest: (entry: NewRequestLogEntry): Operation => ['appendRequest', ...encodeRequest(entry)],
  pruneChunk: (olderThanMs: number): Operation => ['pruneChunk', olderThanMs],
  touch: (): Operation => ['touch'],
};

/** Key and value as JSON text; `null` for a key that is to go. */
export type SettingChange = readonly [key: string, valueJson: string | null];

function settingChanges(values: Readonly<Record<string, unknown>>): SettingChange[] {
  return Object.entries(values).map(([key, value]) => [key, value === undefined ? null : JSON.stringify(value)]);
}
