/** Nearest-rank percentile; NaN of nothing. */
export function percentile(sample: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What the repeats of one measurement say. */
export function spread(repeats: readonly number[]): Spread {
  return { median: percentile(repeats, 50), min: Math.min(...repeats), max: Math.max(...repeats) };
}
