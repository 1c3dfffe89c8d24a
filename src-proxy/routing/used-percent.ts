import type { UsageSample, UsageWindow } from '../storage/store.ts';

/** As the reference: each running attempt counts as so many percent used. */
const inFlightPercent = 2.5;

/** Percent used of a window at this moment, running attempts included. `null` when nobody has told us. */
export function effectiveUsed(window: UsageWindow | null | undefined, inFlight: number, nowMs: number): number | null {
  if (!window) return null;
  const used = window.resetAtMs !== null && window.resetAtMs <= nowMs ? 0 : window.usedPercent;
  return Math.min(100, used + inFlight * inFlightPercent);
}

/** The window that lasts longest: the weekly one, or what a free plan has in its place. */
export function longWindow(usage: UsageSample | null): UsageWindow | null {
  return usage === null ? null : (usage.secondary ?? usage.monthly);
}

/** When a window starts anew. One that is over begins again at its next use, nobody knows when: that is unknown. */
export function resetOf(window: UsageWindow | null | undefined, nowMs: number): number | null {
  return window?.resetAtMs != null && window.resetAtMs > nowMs ? window.resetAtMs : null;
}
