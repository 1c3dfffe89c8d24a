import type { ReportRow } from '#contract/reports.ts';

export const breakdownColumns = ['name', 'requests', 'errors', 'tokens', 'costMicroUsd'] as const;
export type BreakdownColumn = (typeof breakdownColumns)[number];

export interface BreakdownOrder {
  readonly column: BreakdownColumn;
  readonly isDescending: boolean;
}

export interface NamedRow extends ReportRow {
  readonly name: string;
  /** Part of all rows, from 0 to 1, by the figure that `measureOf` names. */
  readonly share: number;
}

/** What shares are of: the figure that is sorted by, or requests. */
export function measureOf(column: BreakdownColumn): Exclude<BreakdownColumn, 'name'> {
  return column === 'name' ? 'requests' : column;
}

/** Rows with their shares in order; of equal ones the name decides. Pure. */
export function orderedRows(
  rows: readonly ReportRow[],
  order: BreakdownOrder,
  nameOf: (value: string | null) => string,
): NamedRow[] {
  const measure = measureOf(order.column);
  const total = rows.reduce((sum, row) => sum + row[measure], 0);
  const named = rows.map((row) => ({
    ...row,
    name: nameOf(row.value),
    share: total === 0 ? 0 : row[measure] / total,
  }));
  const direction = order.isDescending ? -1 : 1;
  return named.toSorted((left, right) => {
    const byName = left.name.localeCompare(right.name);
    if (order.column === 'name') return direction * byName;
    return direction * (left[order.column] - right[order.column]) || byName;
  });
}

/** A press on a column's heading: figures begin with the most, names with A; a second press turns it around. */
export function pressed(order: BreakdownOrder, column: BreakdownColumn): BreakdownOrder {
  if (order.column === column) return { column, isDescending: !order.isDescending };
  return { column, isDescending: column !== 'name' };
}
