/**
 * Sums over the request log, kept by whoever inserts its rows, in the same transaction; they outlive the rows. A group is a
 * value of one facet (`account`, `model`, …), all together (`total`), or one combination of all of them (`exact`). Each
 * has a row per quarter of an hour, per hour and per UTC day, so that a year is a few hundred rows and a day in any time zone
 * is exact. Nothing in a group's figures can be NULL; in the others '' stands for none, where a key column needs it.
 */
export const rollupTables = `
      CREATE TABLE rollup_groups (
        id INTEGER PRIMARY KEY,
        group_key TEXT NOT NULL UNIQUE,
        facet TEXT NOT NULL,
        account_id TEXT,
        source_id TEXT,
        api_key_id TEXT,
        model TEXT,
        client TEXT
      ) STRICT;
      CREATE INDEX rollup_groups_by_facet ON rollup_groups (facet);

      CREATE TABLE rollups (
        group_id INTEGER NOT NULL REFERENCES rollup_groups (id) ON DELETE CASCADE,
        grain_min INTEGER NOT NULL,
        start_ms INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        cancelled INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        told_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL,
        reasoning_told INTEGER NOT NULL,
        total_tokens INTEGER NOT NULL,
        cost_microusd INTEGER NOT NULL,
        unpriced INTEGER NOT NULL,
        moves INTEGER NOT NULL,
        cold_tokens INTEGER NOT NULL,
        latency_ms INTEGER NOT NULL,
        queue_ms INTEGER NOT NULL,
        generated_tokens INTEGER NOT NULL,
        generating_ms INTEGER NOT NULL,
        first_event_0 INTEGER NOT NULL,
        first_event_1 INTEGER NOT NULL,
        first_event_2 INTEGER NOT NULL,
        first_event_3 INTEGER NOT NULL,
        first_event_4 INTEGER NOT NULL,
        first_event_5 INTEGER NOT NULL,
        first_event_6 INTEGER NOT NULL,
        first_event_7 INTEGER NOT NULL,
        first_event_8 INTEGER NOT NULL,
        first_event_9 INTEGER NOT NULL,
        PRIMARY KEY (group_id, grain_min, start_ms)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE error_rollups (
        start_ms INTEGER NOT NULL,
        error_code TEXT NOT NULL,
        account_id TEXT NOT NULL,
        requests INTEGER NOT NULL,
        PRIMARY KEY (start_ms, error_code, account_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE conversations (
        conversation_id TEXT PRIMARY KEY,
        last_id INTEGER NOT NULL,
        first_at_ms INTEGER NOT NULL,
        last_at_ms INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        told_input_tokens INTEGER NOT NULL,
        moves INTEGER NOT NULL,
        cold_tokens INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX conversations_by_last_id ON conversations (last_id);
      CREATE INDEX conversations_by_last_time ON conversations (last_at_ms);

      CREATE TABLE conversation_parts (
        conversation_id TEXT NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
        account_id TEXT NOT NULL,
        model TEXT NOT NULL,
        PRIMARY KEY (conversation_id, account_id, model)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX conversation_parts_by_account ON conversation_parts (account_id);
`;
