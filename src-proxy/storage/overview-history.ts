import type { Database } from 'better-sqlite3';

import type { OverviewStats } from '../contract/overview-stats.ts';
import { overviewBuckets, type OverviewTimeframe } from '../contract/overview-timeframes.ts';
import { addTo, noFigures } from './rollup-figures.ts';
import { startOf } from './rollup-groups.ts';
import { figuresIn, type RollupReader } from './rollup-reader.ts';

export interface OverviewQuestion {
  readonly timeframe: OverviewTimeframe;
  readonly nowMs: number;
}

export const TOP_ERROR_SQL = `SELECT error_code AS code, SUM(requests) AS count FROM error_rollups
  WHERE start_ms >= ? GROUP BY error_code ORDER BY count DESC, code LIMIT 1`;

export const ACTIVE_CONVERSATIONS_SQL = 'SELECT COUNT(*) FROM conversations WHERE last_at_ms >= ?';

/** Reads what the overview shows over one connection. */
export function createOverviewHistory(
  db: Database,
  rollups: RollupReader,
): (question: OverviewQuestion) => OverviewStats {
  const topError = db.prepare<[number], { code: string; count: number }>(TOP_ERROR_SQL);
  const activeConversations = db.prepare<[number], number>(ACTIVE_CONVERSATIONS_SQL).pluck();

  return ({ timeframe, nowMs }) => {
    const { count, lengthMs } = overviewBuckets[timeframe];
    const windowMs = count * lengthMs;
    const sinceMs = nowMs - (nowMs % lengthMs) - (count - 1) * lengthMs;
    const groups = rollups.groupsFor({});
    const totals = noFigures();
    const buckets = Array.from({ length: count }, (_, index) => {
      const fromMs = sinceMs + index * lengthMs;
      const sums = rollups.sumOf(groups, fromMs, fromMs + lengthMs);
      addTo(totals, sums);
      return { t: new Date(fromMs).toISOString(), ...figuresIn(sums) };
    });
    const previousFromMs = sinceMs - windowMs;
    // The quarter that is running now counts whole on both sides.
    const previous = rollups.sumOf(groups, previousFromMs, startOf(nowMs, 15) + 900_000 - windowMs);
    const firstDayMs = rollups.firstDayMs();
    return {
      timeframe,
      bucketSeconds: lengthMs / 1000,
      since: new Date(sinceMs).toISOString(),
      buckets,
      totals: figuresIn(totals),
      activeConversations: activeConversations.get(sinceMs) ?? 0,
      previous: figuresIn(previous),
      comparison: { canCompare: firstDayMs !== null && firstDayMs <= previousFromMs },
      topError: topError.get(sinceMs) ?? null,
    };
  };
}
