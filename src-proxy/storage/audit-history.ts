import type { Database } from 'better-sqlite3';

import type { AuditActor, AuditPage, AuditQuery } from '../contract/audit.ts';

interface AuditRow {
  readonly id: number;
  readonly at_ms: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail_json: string;
}

/** Reads pages of the audit log, newest first. */
export function createAuditHistory(db: Database): (query: AuditQuery) => AuditPage {
  const statement = db.prepare<unknown[], AuditRow>(
    `SELECT id, at_ms, actor, action, target, detail_json FROM audit_log
     WHERE id < @before AND (@action IS NULL OR action = @action) AND (@target IS NULL OR target = @target)
     ORDER BY id DESC LIMIT @limit`,
  );
  return ({ limit, before, action, target }) => {
    // One more than asked for tells whether there is a next page.
    const rows = statement.all({
      before: before ?? Number.MAX_SAFE_INTEGER,
      action: action ?? null,
      target: target ?? null,
      limit: limit + 1,
    });
    const entries = rows.slice(0, limit).map((row) => ({
      id: row.id,
      at: new Date(row.at_ms).toISOString(),
      actor: row.actor as AuditActor,
      action: row.action,
      target: row.target,
      detail: JSON.parse(row.detail_json) as Record<string, unknown>,
    }));
    return { entries, hasMore: rows.length > limit };
  };
}
