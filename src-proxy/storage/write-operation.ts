import type { AccountRecord, StickyRecord } from './store.ts';
import { encodeAccount } from './account-row.ts';
import type { SqlValue } from './sql-value.ts';

export type OperationKind =
  | 'saveAccount'
  | 'deleteAccount'
  | 'saveSticky'
  | 'deleteStickies'
  | 'saveSettings'
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
