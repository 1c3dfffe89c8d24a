import { rollupTables } from './0001-rollup-tables.ts';
import type { Migration } from './migration.ts';

/**
 * Times are milliseconds since the epoch. Usage is one JSON column: it is read and written whole and no query looks into
 * it. Redemptions and the audit log outlive their account. The request log has no foreign key, because history may outlive its account. Its indexes are the
 * ways it is read besides by id: one account's page, one status', one API key's, one conversation's, one model's, one error's,
 * one source's (an index ends in the id, so all come in order), and what is old enough to prune. Rows come in through the request journals, and `journal_progress` is how far.
 *
 * `key_charges` is what counts against the limits of an API key: a slim copy of the log's charged rows, made in the same
 * transaction by a trigger, so that neither pruning the log nor removing an account's history gives anybody their allowance
 * back. Old ones are folded into `key_totals`.
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
        previous_plan_type TEXT,
        plan_changed_at_ms INTEGER,
        routing_policy TEXT NOT NULL,
        priority INTEGER,
        upstream_proxy TEXT,
        status TEXT NOT NULL,
        deactivation_reason TEXT,
        reset_at_ms INTEGER,
        blocked_at_ms INTEGER,
        last_refresh_ms INTEGER,
        refresh_mark_json TEXT,
        created_at_ms INTEGER NOT NULL,
        usage_json TEXT
      ) STRICT;

      CREATE TABLE stickies (
        key TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX stickies_by_account ON stickies (account_id);

      CREATE TABLE reset_redemptions (
        redeem_request_id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        credit_id TEXT,
        requested_at_ms INTEGER NOT NULL,
        outcome_json TEXT
      ) STRICT;
      CREATE INDEX reset_redemptions_by_account ON reset_redemptions (account_id);

      CREATE TABLE usage_points (
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        window TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        used_percent REAL NOT NULL,
        reset_at_ms INTEGER,
        PRIMARY KEY (account_id, window, at_ms)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX usage_points_by_time ON usage_points (at_ms);

      CREATE TABLE audit_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT,
        detail_json TEXT NOT NULL
      ) STRICT;

      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value_json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE dashboard_auth (
        name TEXT PRIMARY KEY,
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
        client_ip TEXT,
        affinity_kind TEXT,
        affinity_key_hash TEXT,
        affinity_bound TEXT,
        moved_from TEXT,
        cold_tokens INTEGER,
        refused_decision_json TEXT,
        api_key_id TEXT,
        api_key_name TEXT,
        charged_at_ms INTEGER,
        cost_microusd INTEGER,
        service_tier TEXT,
        reasoning_effort TEXT,
        source_id TEXT,
        client TEXT
      ) STRICT;

      CREATE TABLE api_keys (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        key_hash TEXT NOT NULL UNIQUE,
        key_hint TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        expires_at_ms INTEGER,
        created_at_ms INTEGER NOT NULL,
        usage_reset_at_ms INTEGER NOT NULL,
        policy_json TEXT NOT NULL,
        limits_json TEXT NOT NULL
      ) STRICT;

      CREATE TABLE key_charges (
        log_id INTEGER PRIMARY KEY,
        key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
        charged_at_ms INTEGER NOT NULL,
        account_id TEXT,
        model TEXT,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        total_tokens INTEGER NOT NULL,
        cost_microusd INTEGER
      ) STRICT;
      CREATE INDEX key_charges_by_key ON key_charges (key_id, charged_at_ms);
      CREATE INDEX key_charges_by_time ON key_charges (charged_at_ms);

      CREATE TABLE key_totals (
        key_id TEXT PRIMARY KEY REFERENCES api_keys (id) ON DELETE CASCADE,
        last_charged_at_ms INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        total_tokens INTEGER NOT NULL,
        cost_microusd INTEGER NOT NULL,
        unpriced_requests INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER request_log_charges AFTER INSERT ON request_log
      WHEN NEW.charged_at_ms IS NOT NULL AND EXISTS (SELECT 1 FROM api_keys WHERE id = NEW.api_key_id)
      BEGIN
        INSERT INTO key_charges VALUES (NEW.id, NEW.api_key_id, NEW.charged_at_ms, NEW.account_id, NEW.model,
          COALESCE(NEW.input_tokens, 0), COALESCE(NEW.cached_input_tokens, 0), COALESCE(NEW.output_tokens, 0),
          COALESCE(NEW.total_tokens, 0), NEW.cost_microusd);
      END;

      CREATE TABLE model_sources (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        base_url TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        has_key INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        options_json TEXT NOT NULL,
        models_json TEXT NOT NULL
      ) STRICT;

      CREATE TABLE source_months (
        source_id TEXT NOT NULL REFERENCES model_sources (id) ON DELETE CASCADE,
        month TEXT NOT NULL,
        cost_microusd INTEGER NOT NULL,
        unpriced_requests INTEGER NOT NULL,
        PRIMARY KEY (source_id, month)
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER request_log_spends AFTER INSERT ON request_log
      WHEN NEW.source_id IS NOT NULL AND EXISTS (SELECT 1 FROM model_sources WHERE id = NEW.source_id)
      BEGIN
        INSERT INTO source_months VALUES (NEW.source_id,
          strftime('%Y-%m', CAST(NEW.requested_at_ms + NEW.latency_ms AS INTEGER) / 1000, 'unixepoch'),
          COALESCE(NEW.cost_microusd, 0), NEW.cost_microusd IS NULL AND NEW.latency_first_event_ms IS NOT NULL)
        ON CONFLICT (source_id, month) DO UPDATE SET cost_microusd = cost_microusd + excluded.cost_microusd,
          unpriced_requests = unpriced_requests + excluded.unpriced_requests;
      END;

      CREATE TABLE price_overrides (
        model TEXT PRIMARY KEY,
        price_json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE journal_progress (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        file INTEGER NOT NULL,
        offset INTEGER NOT NULL
      ) STRICT;
      INSERT INTO journal_progress (id, file, offset) VALUES (1, 0, 0);

      ${rollupTables}
      CREATE INDEX request_log_by_account ON request_log (account_id);
      CREATE INDEX request_log_by_status ON request_log (status);
      CREATE INDEX request_log_by_time ON request_log (requested_at_ms);
      CREATE INDEX request_log_by_key ON request_log (api_key_id) WHERE api_key_id IS NOT NULL;
      CREATE INDEX request_log_by_conversation ON request_log (conversation_id) WHERE conversation_id IS NOT NULL;
      CREATE INDEX request_log_by_model ON request_log (model) WHERE model IS NOT NULL;
      CREATE INDEX request_log_by_error ON request_log (error_code) WHERE error_code IS NOT NULL;
      CREATE INDEX request_log_by_source ON request_log (source_id) WHERE source_id IS NOT NULL;
    `);
  },
};
