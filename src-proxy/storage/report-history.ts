import type { Report, ReportQuery, ReportRow, ReportTotals } from '../contract/reports.ts';
import { addTo, noFigures, type FigureSums } from './rollup-figures.ts';
import type { Dimension } from './rollup-groups.ts';
import { figuresIn, timingIn, type RollupFilter, type RollupReader } from './rollup-reader.ts';
import { dateAfter, zoneDays, type ZoneDay } from './zone-days.ts';

const dayMs = 86_400_000;

/** Makes reports of the sums over the log. */
export function createReportHistory(rollups: RollupReader): (query: ReportQuery) => Report {
  return (query) => {
    const { start, end, timezone } = query;
    const count = (Date.parse(end) - Date.parse(start)) / dayMs + 1;
    const days = zoneDays(timezone, start, count);
    const before = { start: dateAfter(start, -count), end: dateAfter(start, -1) };
    const [fromMs, toMs] = stretchOf(days);
    const [previousFromMs] = stretchOf(zoneDays(timezone, before.start, 1));
    const filter = filterOf(query);
    const groups = rollups.groupsFor(filter);

    const totals = noFigures();
    const boundariesMs = [...days.map((day) => day.fromMs), toMs];
    const daily = rollups.sumsBetween(groups, boundariesMs).map((sums, index) => {
      addTo(totals, sums);
      return { date: days[index]?.date ?? start, ...totalsIn(sums) };
    });
    const firstDayMs = rollups.firstDayMs();
    const by = rowsBy(rollups, filter, fromMs, toMs);
    const byAccount = by('account');
    const summary = totalsIn(totals);
    return {
      start,
      end,
      timezone,
      summary: {
        ...summary,
        days: count,
        activeAccounts: byAccount.filter(({ value }) => value !== null).length,
        averageRequestsPerDay: Math.round((summary.requests / count) * 100) / 100,
        averageCostMicroUsdPerDay: Math.round(summary.costMicroUsd / count),
      },
      comparison: {
        canCompare: firstDayMs !== null && firstDayMs <= previousFromMs,
        ...before,
        previous: totalsIn(rollups.sumOf(groups, previousFromMs, fromMs)),
      },
      daily,
      byModel: by('model'),
      byAccount,
      byKey: by('key'),
      byClient: by('client'),
      bySource: by('source'),
    };
  };
}

/** With filters the groups of each dimension are mostly the same, and none is added up twice. */
function rowsBy(rollups: RollupReader, filter: RollupFilter, fromMs: number, toMs: number) {
  const known = new Map<number, FigureSums>();
  return (dimension: Dimension): ReportRow[] => {
    const rows = new Map<string | null, FigureSums>();
    for (const group of rollups.groupsBy(dimension, filter)) {
      const sums = known.get(group.id) ?? rollups.plainSumOf(group, fromMs, toMs);
      known.set(group.id, sums);
      const row = rows.get(group[dimension]) ?? noFigures();
      rows.set(group[dimension], row);
      addTo(row, sums);
    }
    return [...rows]
      .map(([value, sums]) => ({ value, ...figuresIn(sums) }))
      .filter(({ requests }) => requests > 0)
      .sort((one, other) => other.requests - one.requests || (one.value ?? '').localeCompare(other.value ?? ''));
  };
}

function filterOf({ accountId, sourceId, apiKeyId, model, client }: ReportQuery): RollupFilter {
  return {
    ...(accountId && { account: accountId }),
    ...(sourceId && { source: sourceId }),
    ...(apiKeyId && { key: apiKeyId }),
    ...(model && { model }),
    ...(client && { client }),
  };
}

function totalsIn(sums: FigureSums): ReportTotals {
  return { ...figuresIn(sums), ...timingIn(sums) };
}

function stretchOf(days: readonly ZoneDay[]): [fromMs: number, toMs: number] {
  return [days[0]?.fromMs ?? 0, days.at(-1)?.toMs ?? 0];
}
