/** Along what requests are told apart, and the column of each. */
export const dimensionColumns = {
  account: 'account_id',
  source: 'source_id',
  key: 'api_key_id',
  model: 'model',
  client: 'client',
} as const;
export type Dimension = keyof typeof dimensionColumns;
export const dimensions = ['account', 'source', 'key', 'model', 'client'] as const satisfies readonly Dimension[];

/** `total`: all requests. A dimension: those of one of its values. `exact`: those of one value of each. */
export type Facet = 'total' | Dimension | 'exact';
export const facets: readonly Facet[] = ['total', ...dimensions, 'exact'];

export const grainsMin = [15, 60, 1440] as const;
export type GrainMin = (typeof grainsMin)[number];
export const minuteMs = 60_000;

/** In the order of `dimensions`; in a group of another facet than `exact`, `null` for all that it does not tell apart. */
export type DimensionValues = readonly (string | null)[];

/** What a combination of values is in a facet. */
export function valuesIn(facet: Facet, values: DimensionValues): DimensionValues {
  if (facet === 'exact') return values;
  return values.map((value, index) => (dimensions[index] === facet ? value : null));
}

export const startOf = (atMs: number, grain: GrainMin): number => atMs - (atMs % (grain * minuteMs));
