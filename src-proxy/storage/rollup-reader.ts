import type { Database } from 'better-sqlite3';

import type { HistoryFigures } from '../contract/history-figures.ts';
import {
  addTo,
  figureColumns,
  medianFirstEventMs,
  noFigures,
  type FigureColumn,
  type FigureSums,
} from './rollup-figures.ts';
import { dimensionColumns, dimensions, minuteMs, type Dimension, type GrainMin } from './rollup-groups.ts';

/** Values to look for, per dimension; '' stands for none. */
export type RollupFilter = Readonly<Partial<Record<Dimension, readonly string[]>>>;

export interface RollupGroup {
  readonly id: number;
  readonly account: string | null;
  readonly source: string | null;
  readonly key: string | null;
  readonly model: string | null;
  readonly client: string | null;
}

export interface RollupReader {
  /** The groups of the coarsest facet that can tell what the filter tells apart. */
  groupsFor(filter: RollupFilter): RollupGroup[];
  /** The groups to tell the values of a dimension apart with. */
  groupsBy(dimension: Dimension, filter: RollupFilter): RollupGroup[];
  /** Both ends must be whole quarters of an hour. */
  sumOf(groups: readonly RollupGroup[], fromMs: number, toMs: number): FigureSums;
  /** The sums between each boundary and the next. For days of a zone it reads an eighth of what one after the other would. */
  sumsBetween(groups: readonly RollupGroup[], boundariesMs: readonly number[]): FigureSums[];
  /** The same of the columns up to `unpriced` alone, for a third of the time. */
  plainSumOf(group: RollupGroup, fromMs: number, toMs: number): FigureSums;
  /** When the first request was, to the day; `null` without any. */
  firstDayMs(): number | null;
}

const sumSql = (columns: readonly FigureColumn[]): string =>
  `SELECT ${columns.map((name) => `SUM(${name})`).join(', ')} FROM rollups
  WHERE group_id = ? AND grain_min = ? AND start_ms >= ? AND start_ms < ?`;

export const SUM_SQL = sumSql(figureColumns);
export const PLAIN_SUM_SQL = sumSql(figureColumns.slice(0, figureColumns.indexOf('unpriced') + 1));

export const SUM_OF_MANY_SQL = SUM_SQL.replace('group_id = ?', 'group_id IN (SELECT value FROM json_each(?))');

export const FIRST_DAY_SQL = `SELECT MIN(start_ms) FROM rollups
  WHERE group_id = (SELECT id FROM rollup_groups WHERE facet = 'total') AND grain_min = 1440`;

const columnList = dimensions.map((name) => `${dimensionColumns[name]} AS "${name}"`).join(', ');

/** Reads the sums over the log over one connection. */
export function createRollupReader(db: Database): RollupReader {
  const sum = db.prepare<unknown[], FigureSums>(SUM_SQL).raw();
  const plainSum = db.prepare<unknown[], FigureSums>(PLAIN_SUM_SQL).raw();
  const sumOfMany = db.prepare<unknown[], FigureSums>(SUM_OF_MANY_SQL).raw();
  const firstDay = db.prepare<[], number | null>(FIRST_DAY_SQL).pluck();
  const ofFacet = db.prepare<[string], RollupGroup>(`SELECT id, ${columnList} FROM rollup_groups WHERE facet = ?`);

  const find = (facet: string, filter: RollupFilter): RollupGroup[] =>
    ofFacet.all(facet).filter((group) => dimensions.every((name) => filter[name]?.includes(group[name] ?? '') ?? true));

  const sumOf = (groups: readonly RollupGroup[], fromMs: number, toMs: number): FigureSums => {
    const sums = noFigures();
    const [only] = groups;
    if (only === undefined) return sums;
    const statement = groups.length === 1 ? sum : sumOfMany;
    const which = groups.length === 1 ? only.id : JSON.stringify(groups.map(({ id }) => id));
    for (const [grain, from, to] of spansOf(fromMs, toMs)) addTo(sums, statement.get(which, grain, from, to) ?? []);
    return sums;
  };

  return {
    groupsFor(filter) {
      const [first, second] = dimensions.filter((name) => filter[name] !== undefined);
      return find(first === undefined ? 'total' : second === undefined ? first : 'exact', filter);
    },
    groupsBy(dimension, filter) {
      const others = dimensions.some((name) => name !== dimension && filter[name] !== undefined);
      return find(others ? 'exact' : dimension, filter);
    },
    sumOf,
    sumsBetween(groups, boundariesMs) {
      // Whole UTC days, and what lies between each boundary and the midnight next to it: each of both is read once, is added
      // on one side of the boundary and taken away on the other.
      const edges = boundariesMs.map((boundaryMs) => {
        const midnightMs = Math.round(boundaryMs / dayMs) * dayMs;
        const sums = sumOf(groups, Math.min(boundaryMs, midnightMs), Math.max(boundaryMs, midnightMs));
        return { midnightMs, sums, sign: boundaryMs <= midnightMs ? 1 : -1 };
      });
      return edges.slice(0, -1).map((edge, index) => {
        const next = edges[index + 1] ?? edge;
        const sums = sumOf(groups, edge.midnightMs, next.midnightMs);
        addTo(sums, edge.sums, edge.sign);
        addTo(sums, next.sums, -next.sign);
        return sums;
      });
    },
    plainSumOf({ id }, fromMs, toMs) {
      const sums = noFigures();
      for (const [grain, from, to] of spansOf(fromMs, toMs)) addTo(sums, plainSum.get(id, grain, from, to) ?? []);
      return sums;
    },
    firstDayMs: () => firstDay.get() ?? null,
  };
}

const dayMs = 86_400_000;

type Span = readonly [grain: GrainMin, fromMs: number, toMs: number];

/** Whole days in the middle, whole hours around them, quarters of an hour at both ends: few rows, and exact. */
export function spansOf(fromMs: number, toMs: number): Span[] {
  return split([1440, 60, 15], fromMs, toMs);
}

function split([grain, ...finer]: readonly GrainMin[], fromMs: number, toMs: number): Span[] {
  if (grain === undefined || fromMs >= toMs) return [];
  const lengthMs = grain * minuteMs;
  const firstMs = Math.ceil(fromMs / lengthMs) * lengthMs;
  const lastMs = Math.floor(toMs / lengthMs) * lengthMs;
  if (firstMs >= lastMs) return split(finer, fromMs, toMs);
  return [...split(finer, fromMs, firstMs), [grain, firstMs, lastMs], ...split(finer, lastMs, toMs)];
}

const places = new Map<FigureColumn, number>(figureColumns.map((name, index) => [name, index]));

export const figureOf = (sums: FigureSums, name: FigureColumn): number => sums[places.get(name) ?? -1] ?? 0;

export function figuresIn(sums: FigureSums): HistoryFigures {
  return {
    requests: figureOf(sums, 'requests'),
    errors: figureOf(sums, 'errors'),
    cancelled: figureOf(sums, 'cancelled'),
    inputTokens: figureOf(sums, 'input_tokens'),
    cachedInputTokens: figureOf(sums, 'cached_input_tokens'),
    outputTokens: figureOf(sums, 'output_tokens'),
    reasoningTokens: figureOf(sums, 'reasoning_told') === 0 ? null : figureOf(sums, 'reasoning_tokens'),
    tokens: figureOf(sums, 'total_tokens'),
    costMicroUsd: figureOf(sums, 'cost_microusd'),
    unpriced: figureOf(sums, 'unpriced'),
  };
}

export function timingIn(sums: FigureSums) {
  const requests = figureOf(sums, 'requests');
  const generatingMs = figureOf(sums, 'generating_ms');
  return {
    medianFirstEventMs: medianFirstEventMs(sums),
    averageQueueMs: requests === 0 ? null : Math.round(figureOf(sums, 'queue_ms') / requests),
    tokensPerSecond:
      generatingMs === 0 ? null : Math.round((figureOf(sums, 'generated_tokens') / generatingMs) * 10_000) / 10,
  };
}
