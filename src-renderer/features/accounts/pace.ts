import type { UsageWindow } from './usage-windows.ts';

/** How use stands to even use of the window, in percent of the whole window. */
export type Pace = { readonly kind: 'reserve' | 'deficit'; readonly percent: number } | { readonly kind: 'even' };

/** Of a window that has hardly begun nobody can tell, and one request would look like a rush. */
const leastElapsedPercent = 3;
const evenWithinPercent = 1;

export function paceOf(window: Pick<UsageWindow, 'remainingPercent' | 'evenRemainingPercent'>): Pace | null {
  const { remainingPercent: left, evenRemainingPercent: evenLeft } = window;
  // What is used up has no pace.
  if (left === null || left <= 0 || evenLeft === null || 100 - evenLeft < leastElapsedPercent) return null;
  const ahead = left - evenLeft;
  if (Math.abs(ahead) < evenWithinPercent) return { kind: 'even' };
  return { kind: ahead > 0 ? 'reserve' : 'deficit', percent: Math.abs(ahead) };
}
