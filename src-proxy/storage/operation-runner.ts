import type { Database } from 'better-sqlite3';

import { accountColumns } from './account-row.ts';
import type { JournalIngest } from './journal-ingest.ts';
import { dashboardAuthRunners } from './dashboard-auth-rows.ts';
import { keyRunners } from './key-writes.ts';
import { ownerRunners } from './owner-rows.ts';
import { rollupPruningRunners } from './rollup-pruning.ts';
import { removeFromRollups } from './rollup-removal.ts';
import { sourceRunners } from './source-row.ts';
import type { SqlValue } from './sql-value.ts';
import type { Operation, OperationKind, SettingChange } from './write-operation.ts';

export const PRUNE_CHUNK = 500;

export const DELETE_HISTORY_SQL = 'DELETE FROM request_log WHERE account_id = ?';
export const PRUNE_CHUNK_SQL = `DELETE FROM request_log WHERE id IN
  (SELECT id FROM request_log WHERE requested_at_ms < ? ORDER BY requested_at_ms LIMIT ${PRUNE_CHUNK})`;
/** Those of which the log keeps nothing. A conversation has fewer rows than requests, so these chunks are never behind. */
export const PRUNE_CONVERSATIONS_SQL = `DELETE FROM conversations WHERE conversation_id IN
  (SELECT conversation_id FROM conversations WHERE last_at_ms < ? ORDER BY last_at_ms LIMIT ${PRUNE_CHUNK})`;

// An upsert, never REPLACE: that deletes the old row first, and the account's stickies with it.
const SAVE_ACCOUNT_SQL = `INSERT INTO accounts (${accountColumns.join(', ')}) VALUES (${accountColumns.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${accountColumns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

/** Carries out one operation inside a transaction of the caller; returns the operation's number: an id, a version, a count. */
export function createOperationRunner(
  db: Database,
  { ingest }: Pick<JournalIngest, 'ingest'>,
): (operation: Operation) => number {
  const saveAccount = db.prepare(SAVE_ACCOUNT_SQL);
  const deleteAccount = db.prepare('DELETE FROM accounts WHERE id = ?');
  const deleteHistory = db.prepare(DELETE_HISTORY_SQL);
  const saveSticky = db.prepare(`INSERT INTO stickies
      (key, kind, account_id, created_at_ms, updated_at_ms, served_by, has_moved) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, account_id = excluded.account_id,
      created_at_ms = excluded.created_at_ms, updated_at_ms = excluded.updated_at_ms,
      served_by = excluded.served_by, has_moved = excluded.has_moved`);
  const deleteStickies = db.prepare('DELETE FROM stickies WHERE key IN (SELECT value FROM json_each(?))');
  const saveRedemption =
    db.prepare(`INSERT INTO reset_redemptions (redeem_request_id, account_id, credit_id, requested_at_ms, outcome_json)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (redeem_request_id) DO UPDATE SET outcome_json = excluded.outcome_json`);
  const appendAudit = db.prepare(
    'INSERT INTO audit_log (at_ms, actor, action, target, detail_json) VALUES (?, ?, ?, ?, ?)',
  );
  // An account that was removed a moment ago takes no more points.
  const saveUsagePoint = db.prepare(`INSERT INTO usage_points (account_id, window, at_ms, used_percent, reset_at_ms)
    SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?)
    ON CONFLICT (account_id, window, at_ms) DO UPDATE SET used_percent = excluded.used_percent`);
  const pruneUsage = db.prepare('DELETE FROM usage_points WHERE at_ms < ?');
  const saveSetting = db.prepare(`INSERT INTO settings (key, value_json) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json`);
  const deleteSetting = db.prepare('DELETE FROM settings WHERE key = ?');
  const raiseVersion = db
    .prepare<[], number>('UPDATE settings_version SET version = version + 1 RETURNING version')
    .pluck();
  const pruneChunk = db.prepare(PRUNE_CHUNK_SQL);
  const pruneConversations = db.prepare(PRUNE_CONVERSATIONS_SQL);
  const touch = db.prepare('UPDATE settings_version SET version = version');

  const runners: Record<OperationKind, (args: readonly SqlValue[]) => number> = {
    saveAccount: (args) => saveAccount.run(args).changes,
    deleteAccount: ([accountId, historyUpToFile]) => {
      if (typeof historyUpToFile === 'number') {
        // In one transaction, so that no row of the account can come in behind its removal.
        ingest(historyUpToFile);
        deleteHistory.run(accountId);
        removeFromRollups(db, String(accountId));
      }
      return deleteAccount.run(accountId).changes;
    },
    saveSticky: (args) => saveSticky.run(args).changes,
    deleteStickies: (args) => deleteStickies.run(args).changes,
    saveRedemption: (args) => saveRedemption.run(args).changes,
    appendAudit: (args) => Number(appendAudit.run(args).lastInsertRowid),
    saveUsagePoint: (args) => saveUsagePoint.run([...args, args[0] ?? null]).changes,
    pruneUsage: (args) => pruneUsage.run(args).changes,
    saveSettings: ([json]) => {
      for (const [key, valueJson] of JSON.parse(String(json)) as SettingChange[]) {
        if (valueJson === null) deleteSetting.run(key);
        else saveSetting.run(key, valueJson);
      }
      return raiseVersion.get() ?? 0;
    },
    ...dashboardAuthRunners(db),
    ...keyRunners(db),
    ...sourceRunners(db),
    ...ownerRunners(db),
    ...rollupPruningRunners(db),
    ingest: ([lastFile]) => ingest(Number(lastFile)),
    pruneChunk: (args) => {
      pruneConversations.run(args);
      return pruneChunk.run(args).changes;
    },
    touch: () => touch.run().changes,
  };

  return ([kind, ...args]) => runners[kind](args);
}
