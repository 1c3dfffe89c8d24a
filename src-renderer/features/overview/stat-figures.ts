import type { HistoryFigures } from '#contract/history-figures.ts';

/** How a figure stands to that of the period before. `percent` is of the figure before; `new` where that was nothing. */
export type Change = { readonly kind: 'more' | 'less'; readonly percent: number } | { readonly kind: 'same' | 'new' };

export function changeOf(now: number, before: number): Change {
  if (before === 0) return { kind: now === 0 ? 'same' : 'new' };
  const percent = ((now - before) / before) * 100;
  // Less than half a percent would be shown as none.
  if (Math.abs(percent) < 0.5) return { kind: 'same' };
  return { kind: percent > 0 ? 'more' : 'less', percent: Math.abs(percent) };
}

/** How two shares differ, in percentage points. */
export type PointChange = { readonly kind: 'more' | 'less'; readonly points: number } | { readonly kind: 'same' };

export function pointChangeOf(nowPercent: number, beforePercent: number): PointChange {
  const points = nowPercent - beforePercent;
  if (Math.abs(points) < 0.05) return { kind: 'same' };
  return { kind: points > 0 ? 'more' : 'less', points: Math.abs(points) };
}

/** 0 to 100; `null` of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}

/** Requests that the client ended itself are no errors; they count among the requests all the same. */
export function errorPercent({ errors, requests }: Pick<HistoryFigures, 'errors' | 'requests'>): number | null {
  return shareOf(errors, requests);
}
