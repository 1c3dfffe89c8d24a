import type { Database } from 'better-sqlite3';

import { conversationColumns } from './conversation-writer.ts';
import { figureColumns } from './rollup-figures.ts';
import { dimensionColumns, facets, type Facet } from './rollup-groups.ts';

/**
 * Takes what an account added out of the sums over the log, once its rows have left the log, and adds its conversations up
 * anew from what the log still has of them. Belongs inside the transaction that removes the rows. Nothing is prepared
 * beforehand: this is rare.
 */
export function removeFromRollups(db: Database, accountId: string): void {
  for (const facet of facets) {
    if (facet !== 'account' && facet !== 'exact') db.prepare(subtractSql(facet)).run(accountId);
  }
  db.prepare("DELETE FROM rollup_groups WHERE account_id = ? AND facet IN ('account', 'exact')").run(accountId);
  db.exec(`DELETE FROM rollups WHERE requests = 0;
    DELETE FROM rollup_groups WHERE NOT EXISTS (SELECT 1 FROM rollups WHERE group_id = rollup_groups.id)`);
  db.prepare('DELETE FROM error_rollups WHERE account_id = ?').run(accountId);
  remakeConversations(db, accountId);
}

/** For every facet but the account's own, whose groups go whole. */
const subtractSql = (facet: Exclude<Facet, 'exact'>): string => `UPDATE rollups
  SET ${figureColumns.map((name) => `${name} = rollups.${name} - gone.${name}`).join(', ')}
  FROM (SELECT other.id AS group_id, r.grain_min, r.start_ms, ${figureColumns.map((name) => `SUM(r.${name}) AS ${name}`).join(', ')}
    FROM rollup_groups AS own JOIN rollups AS r ON r.group_id = own.id
    JOIN rollup_groups AS other ON other.facet = '${facet}'${
      facet === 'total' ? '' : ` AND other.${dimensionColumns[facet]} IS own.${dimensionColumns[facet]}`
    }
    WHERE own.facet = 'exact' AND own.account_id = ? GROUP BY other.id, r.grain_min, r.start_ms) AS gone
  WHERE rollups.group_id = gone.group_id AND rollups.grain_min = gone.grain_min AND rollups.start_ms = gone.start_ms`;

const tokens = (value: string): string => `MIN(MAX(COALESCE(${value}, 0), 0), 1000000000000)`;

const REMAKE_SQL = `INSERT INTO conversations (${conversationColumns})
  SELECT conversation_id, MAX(id), MIN(requested_at_ms), MAX(requested_at_ms), COUNT(*), SUM(${tokens('input_tokens')}),
    SUM(${tokens('cached_input_tokens')}),
    SUM(CASE WHEN cached_input_tokens IS NULL THEN 0 ELSE ${tokens('input_tokens')} END), COUNT(moved_from),
    SUM(${tokens('cold_tokens')})
  FROM request_log WHERE conversation_id IN (SELECT value FROM json_each(?)) GROUP BY conversation_id`;

const REMAKE_PARTS_SQL = `INSERT INTO conversation_parts (conversation_id, account_id, model)
  SELECT DISTINCT conversation_id, COALESCE(account_id, ''), COALESCE(model, '')
  FROM request_log WHERE conversation_id IN (SELECT value FROM json_each(?))`;

function remakeConversations(db: Database, accountId: string): void {
  const ids = db
    .prepare<[string], string>('SELECT DISTINCT conversation_id FROM conversation_parts WHERE account_id = ?')
    .pluck()
    .all(accountId);
  const list = JSON.stringify(ids);
  db.prepare('DELETE FROM conversations WHERE conversation_id IN (SELECT value FROM json_each(?))').run(list);
  db.prepare(REMAKE_SQL).run(list);
  db.prepare(REMAKE_PARTS_SQL).run(list);
}
