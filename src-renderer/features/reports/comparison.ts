/** How a figure stands to the one of the period before. */
export type Comparison =
  | { readonly kind: 'unknown' }
  /** There was nothing before, so that no percentage can be told. */
  | { readonly kind: 'new' }
  | { readonly kind: 'same' }
  | { readonly kind: 'more' | 'less'; /** Of the figure before. */ readonly percent: number };

/** `null` is a figure that nobody knows. Pure. */
export function compare(now: number | null, before: number | null, canCompare: boolean): Comparison {
  if (!canCompare || now === null || before === null) return { kind: 'unknown' };
  if (now === before) return { kind: 'same' };
  if (before === 0) return { kind: 'new' };
  const percent = (100 * Math.abs(now - before)) / before;
  return { kind: now > before ? 'more' : 'less', percent };
}
