/** Every column there is, in the order in which they stand. The first is always there: it holds the way to the details. */
export const tableColumns = [
  'time',
  'client',
  'model',
  'account',
  'key',
  'tokens',
  'cost',
  'latency',
  'firstEvent',
  'queue',
  'status',
  'why',
] as const;
export type TableColumn = (typeof tableColumns)[number];

/** What a column needs, in rem; with more room they all grow. */
export const columnRem: Readonly<Record<TableColumn, number>> = {
  time: 8,
  client: 8,
  model: 8,
  account: 12,
  key: 8,
  tokens: 9.5,
  cost: 5.5,
  latency: 5.5,
  firstEvent: 6.5,
  queue: 5.5,
  status: 9,
  why: 16,
};

export const numberColumns: ReadonlySet<TableColumn> = new Set(['tokens', 'cost', 'latency', 'firstEvent', 'queue']);

/** What is shown to who has chosen nothing: as much as there is room for, from the narrowest to the widest page. */
const byRoom: readonly { readonly rem: number; readonly columns: readonly TableColumn[] }[] = [
  { rem: 0, columns: ['time', 'model', 'status'] },
  { rem: 36, columns: ['time', 'model', 'account', 'status'] },
  { rem: 50, columns: ['time', 'model', 'account', 'tokens', 'latency', 'status'] },
  { rem: 58, columns: ['time', 'model', 'account', 'tokens', 'cost', 'latency', 'status'] },
  { rem: 76, columns: ['time', 'client', 'model', 'account', 'tokens', 'cost', 'latency', 'status', 'why'] },
];

/** Pure. The columns to show: those that were chosen, in their order; without a choice what fits. */
export function shownColumns(chosen: readonly string[] | null, roomRem: number): readonly TableColumn[] {
  if (chosen !== null) return tableColumns.filter((column) => column === 'time' || chosen.includes(column));
  return byRoom.findLast(({ rem }) => rem <= roomRem)?.columns ?? [];
}
