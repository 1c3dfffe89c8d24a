import type { Migration } from './migration.ts';

/**
 * Which account made what exists on it alone: answers, conversations, files, and the sealed parts of a history, those by their
 * digest. `noted_at_ms` is when it was last made or used. A row goes with its account, and the oldest go by age and by number,
 * which is what the indexes are for. Of a conversation's place: who answered last (no reference, for that account may be gone;
 * NULL is the place itself), and whether its history may be of more than one account. And whether a request's tokens are our
 * own estimate, because the upstream never told; nobody knows of those before.
 */
export const continuity: Migration = {
  version: 2,
  apply(db) {
    db.exec(`
      CREATE TABLE owners (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        noted_at_ms INTEGER NOT NULL,
        PRIMARY KEY (kind, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX owners_by_account ON owners (account_id);
      CREATE INDEX owners_by_age ON owners (kind, noted_at_ms, id);

      ALTER TABLE stickies ADD COLUMN served_by TEXT;
      ALTER TABLE stickies ADD COLUMN has_moved INTEGER NOT NULL DEFAULT 0;

      ALTER TABLE request_log ADD COLUMN usage_estimated INTEGER;
    `);
  },
};
