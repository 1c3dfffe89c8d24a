import type { Database } from 'better-sqlite3';

import { grainsMin } from './rollup-groups.ts';
import type { SqlValue } from './sql-value.ts';

export const PRUNE_ROLLUPS_CHUNK = 500;

const dayMs = 86_400_000;
const dayMin = 1440;
const fineGrains = grainsMin.filter((grainMin) => grainMin < dayMin);

export type RollupOperationKind = 'pruneRollups';

/**
 * Drops the hours and quarters of an hour of days long past; the days themselves stay for good, so that every sum over many of
 * them stays what it was. Whole UTC days go: a day of a zone, which is read as one of UTC with its edges moved, is then that of
 * UTC, and none is counted twice or left out.
 */
export function rollupPruningRunners(db: Database): Record<RollupOperationKind, (args: readonly SqlValue[]) => number> {
  const groupWith = db
    .prepare<[number, number], number>(
      `SELECT id FROM rollup_groups WHERE EXISTS
        (SELECT 1 FROM rollups WHERE group_id = rollup_groups.id AND grain_min = ? AND start_ms < ?) LIMIT 1`,
    )
    .pluck();
  const prune = db.prepare(`DELETE FROM rollups WHERE group_id = ? AND grain_min = ? AND start_ms IN
    (SELECT start_ms FROM rollups WHERE group_id = ? AND grain_min = ? AND start_ms < ?
     ORDER BY start_ms LIMIT ${PRUNE_ROLLUPS_CHUNK})`);
  return {
    pruneRollups: ([olderThanMs]) => {
      const untilMs = Math.floor(Number(olderThanMs) / dayMs) * dayMs;
      for (const grainMin of fineGrains) {
        const group = groupWith.get(grainMin, untilMs);
        if (group !== undefined) return prune.run(group, grainMin, group, grainMin, untilMs).changes;
      }
      return 0;
    },
  };
}
