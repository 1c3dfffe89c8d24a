import type { Migration } from './migration.ts';

/**
 * Times are milliseconds since the epoch. Usage is one JSON column: it is read and written whole and no query looks into
 * it. The request log has no foreign key, because history may outlive its account. Its three indexes are the three ways
 * it is read besides by id: one account's page, one status' page (an index ends in the id, so both come in order), and
 * what is old enough to prune. Rows come in through the request journals, and `journal_progress` is how far.
 */
export const initial: Migration = {
  version: 1,
  apply(db) {
    db.exec(`
      CREATE TABLE accounts (
        id TEXT PRIMARY KEY,
        chatgpt_account_id TEXT,
        chatgpt_user_id TEXT,
        email TEXT,
        alias TEXT,
        workspace_id TEXT,
        workspace_label TEXT,
        seat_type TEXT,
        plan_type TEXT NOT NULL,
        status TEXT NOT NULL,
        deactivation_reason TEXT,
        reset_at_ms INTEGER,
        blocked_at_ms INTEGER,
        last_refresh_ms INTEGER,
        created_at_ms INTEGER NOT NULL,
        usage_json TEXT
      ) STRICT;

      CREATE TABLE stickies (
        key TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        updated_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX stickies_by_account ON stickies (account_id);

      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value_json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE settings_version (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version INTEGER NOT NULL
      ) STRICT;
      INSERT INTO settings_version (id, version) VALUES (1, 0);

      CREATE TABLE request_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        request_id TEXT NOT NULL,
        requested_at_ms INTEGER NOT NULL,
        request_kind TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        transport TEXT NOT NULL,
        conversation_id TEXT,
        account_id TEXT,
        model TEXT,
        status TEXT NOT NULL,
        status_code INTEGER,
        error_code TEXT,
        error_message TEXT,
        upstream_error TEXT,
        upstream_status_code INTEGER,
        input_tokens INTEGER,
        cached_input_tokens INTEGER,
        output_tokens INTEGER,
        reasoning_tokens INTEGER,
        total_tokens INTEGER,
        latency_ms REAL NOT NULL,
        latency_first_event_ms REAL,
        latency_queue_ms REAL NOT NULL,
        attempts_json TEXT NOT NULL,
        user_agent TEXT,
        client_ip TEXT
      ) STRICT;
      CREATE TABLE journal_progress (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        file INTEGER NOT NULL,
        offset INTEGER NOT NULL
      ) STRICT;
      INSERT INTO journal_progress (id, file, offset) VALUES (1, 0, 0);

      CREATE INDEX request_log_by_account ON request_log (account_id);
      CREATE INDEX request_log_by_status ON request_log (status);
      CREATE INDEX request_log_by_time ON request_log (requested_at_ms);
    `);
  },
};
