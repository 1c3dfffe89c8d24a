import type { UsagePoint } from '../storage/store.ts';

type Point = Pick<UsagePoint, 'atMs' | 'usedPercent' | 'resetAtMs'>;

/** How far back a rate looks. */
export const burnRateSpanMs = 6 * 3_600_000;
const weightOfTheNewest = 0.4;
/** The upstream moves a reset by seconds from one report to the next; a new window moves it by hours. */
const sameResetMs = 10 * 60_000;

/**
 * Percent of a window used per hour, as an exponentially weighted mean over the last six hours (codex-lb, weekly pace).
 * Points are oldest first. A window that was reset in between starts the measure anew. `null` where fewer than two points
 * are left to measure on: nobody knows yet, which is not the same as nothing.
 */
export function burnRatePerHour(points: readonly Point[], nowMs: number): number | null {
  let rate: number | null = null;
  let last: Point | null = null;
  for (const point of points) {
    if (point.atMs < nowMs - burnRateSpanMs || point.atMs > nowMs) continue;
    if (last === null || isAnotherWindow(last, point)) {
      rate = null;
      last = point;
      continue;
    }
    const hours = (point.atMs - last.atMs) / 3_600_000;
    if (hours <= 0) continue;
    const measured = (point.usedPercent - last.usedPercent) / hours;
    rate = rate === null ? measured : weightOfTheNewest * measured + (1 - weightOfTheNewest) * rate;
    last = point;
  }
  if (rate === null || last === null) return null;
  // Silence since the last point is no use either: the rate fades as if nothing had been used meanwhile.
  const quietHours = (nowMs - last.atMs) / 3_600_000;
  return quietHours <= 0.25 ? rate : rate * (1 - weightOfTheNewest) ** (quietHours / 0.25 - 1);
}

function isAnotherWindow(before: Point, after: Point): boolean {
  if (after.usedPercent < before.usedPercent) return true;
  if (before.resetAtMs === null || after.resetAtMs === null) return false;
  return Math.abs(after.resetAtMs - before.resetAtMs) > sameResetMs;
}
