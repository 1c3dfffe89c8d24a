import type { Database } from 'better-sqlite3';

import { createConversationWriter } from './conversation-writer.ts';
import { requestColumns, type RequestRow } from './request-row.ts';
import { addTo, countedKinds, figureColumns, figuresOfRow, noFigures, type FigureSums } from './rollup-figures.ts';
import {
  dimensionColumns,
  dimensions,
  facets,
  grainsMin,
  startOf,
  valuesIn,
  type DimensionValues,
} from './rollup-groups.ts';
import type { SqlValue } from './sql-value.ts';

/** Keeps the sums over the log. Belongs inside the transaction that changes the log. */
export interface RollupWriter {
  /** A row as it goes into the log: its id, then the values of `requestColumns`. */
  add(row: readonly SqlValue[]): void;
  /** Writes what was added; nothing is written before. */
  flush(): void;
  /** Forgets what was added, when its rows did not come in. */
  drop(): void;
}

const dimensionNames = dimensions.map((dimension) => dimensionColumns[dimension]);
const column = (name: (typeof requestColumns)[number]): number => requestColumns.indexOf(name) + 1;
const places = {
  atMs: column('requested_at_ms'),
  kind: column('request_kind'),
  errorCode: column('error_code'),
  status: column('status'),
  dimensions: dimensionNames.map(column),
};

const SAVE_SQL = `INSERT INTO rollups (group_id, grain_min, start_ms, ${figureColumns.join(', ')})
  VALUES (?, ?, ?, ${figureColumns.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${figureColumns.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;

export function createRollupWriter(db: Database): RollupWriter {
  const findGroup = db.prepare<[string], number>('SELECT id FROM rollup_groups WHERE group_key = ?').pluck();
  const addGroup = db.prepare(
    `INSERT INTO rollup_groups (group_key, facet, ${dimensionNames.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const save = db.prepare(SAVE_SQL);
  const saveError =
    db.prepare(`INSERT INTO error_rollups (start_ms, error_code, account_id, requests) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests`);
  const conversations = createConversationWriter(db);

  let quarters = new Map<string, { readonly values: DimensionValues; readonly atMs: number; sums: FigureSums }>();
  let errors = new Map<string, { readonly key: readonly [number, string, string]; count: number }>();

  const groupId = (facet: string, values: DimensionValues): number => {
    const key = JSON.stringify([facet, ...values]);
    return findGroup.get(key) ?? Number(addGroup.run(key, facet, ...values).lastInsertRowid);
  };

  const addError = (row: readonly SqlValue[], quarterMs: number, accountId: string | null): void => {
    const code = row[places.errorCode];
    if (row[places.status] !== 'error' || typeof code !== 'string') return;
    const key = [quarterMs, code, accountId ?? ''] as const;
    const name = JSON.stringify(key);
    const found = errors.get(name) ?? { key, count: 0 };
    found.count += 1;
    errors.set(name, found);
  };

  const forget = (): void => {
    quarters = new Map();
    errors = new Map();
    conversations.drop();
  };

  return {
    add(values) {
      const row = rowOf(values);
      conversations.add(row);
      if (!countedKinds.has(row.request_kind)) return;
      const atMs = startOf(row.requested_at_ms, 15);
      const own = places.dimensions.map((place) => (values[place] ?? null) as string | null);
      const name = JSON.stringify([atMs, ...own]);
      const found = quarters.get(name);
      if (found === undefined) quarters.set(name, { values: own, atMs, sums: figuresOfRow(row) });
      else addTo(found.sums, figuresOfRow(row));
      addError(values, atMs, row.account_id);
    },
    flush() {
      for (const [facet, groups] of byFacet([...quarters.values()])) {
        for (const { values, grains } of groups.values()) {
          const id = groupId(facet, values);
          for (const { grain, startMs, sums } of grains.values()) save.run(id, grain, startMs, ...sums);
        }
      }
      for (const { key, count } of errors.values()) saveError.run(...key, count);
      conversations.flush();
      forget();
    },
    drop: forget,
  };
}

interface Quarter {
  readonly values: DimensionValues;
  readonly atMs: number;
  readonly sums: FigureSums;
}

interface GroupSums {
  readonly values: DimensionValues;
  readonly grains: Map<string, { readonly grain: number; readonly startMs: number; readonly sums: FigureSums }>;
}

/** What a batch adds to each group of each facet: added up here first, so that each row of the table is written once. */
function byFacet(quarters: readonly Quarter[]): Map<string, Map<string, GroupSums>> {
  return new Map(
    facets.map((facet) => {
      const groups = new Map<string, GroupSums>();
      for (const { values, atMs, sums } of quarters) {
        const own = valuesIn(facet, values);
        const name = JSON.stringify(own);
        const group = groups.get(name) ?? { values: own, grains: new Map() };
        groups.set(name, group);
        for (const grain of grainsMin) {
          const startMs = startOf(atMs, grain);
          const place = `${grain} ${startMs}`;
          const found = group.grains.get(place) ?? { grain, startMs, sums: noFigures() };
          group.grains.set(place, found);
          addTo(found.sums, sums);
        }
      }
      return [facet, groups];
    }),
  );
}

/** The values by their names. The table is STRICT: a row that it took has the types that it should. */
function rowOf(values: readonly SqlValue[]): RequestRow {
  return Object.fromEntries(
    ['id', ...requestColumns].map((name, index) => [name, values[index] ?? null]),
  ) as unknown as RequestRow;
}
