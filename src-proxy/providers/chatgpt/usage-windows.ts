import { z } from 'zod';

import type { UsageSample, UsageWindow } from '../../storage/store.ts';

/**
 * Usage windows and credits as the upstream words them everywhere. Windows are told apart by their length: a weekly
 * window may come in the primary slot, and free plans have only a monthly one.
 */

export const windowPayload = z.looseObject({
  used_percent: z.number(),
  limit_window_seconds: z.number().nullish(),
  window_minutes: z.number().nullish(),
  reset_at: z.number().nullish(),
  reset_after_seconds: z.number().nullish(),
});
export const creditsPayload = z.looseObject({
  has_credits: z.boolean().nullish(),
  unlimited: z.boolean().nullish(),
  balance: z.union([z.string(), z.number()]).nullish(),
});
const longestSeconds = 366 * 86_400;

/** A time more than a year away is a mistake of somebody's, and the largest numbers are no dates at all. */
function plausibleTime(timeMs: number, nowMs: number): number | null {
  return Math.abs(timeMs - nowMs) <= longestSeconds * 1000 ? timeMs : null;
}

export function toWindow(
  payload: z.output<typeof windowPayload> | null | undefined,
  nowMs: number,
): UsageWindow | null {
  if (!payload) return null;
  const seconds = payload.limit_window_seconds ?? (payload.window_minutes == null ? null : payload.window_minutes * 60);
  // A free account reports an empty second window of length 0.
  if (seconds === null || seconds <= 0 || seconds > longestSeconds) return null;
  const resetAtMs =
    (payload.reset_at != null && payload.reset_at > 0 ? plausibleTime(payload.reset_at * 1000, nowMs) : null) ??
    (payload.reset_after_seconds == null ? null : plausibleTime(nowMs + payload.reset_after_seconds * 1000, nowMs));
  return {
    usedPercent: Math.min(100, Math.max(0, payload.used_percent)),
    windowMinutes: Math.max(1, Math.ceil(seconds / 60)),
    resetAtMs,
  };
}

const dayMinutes = 1440;

/** Windows by their length, whatever slots they came in. */
export function byLength(
  windows: readonly (UsageWindow | null)[],
): Pick<UsageSample, 'primary' | 'secondary' | 'monthly'> {
  const take = (fits: (minutes: number) => boolean): UsageWindow | null =>
    windows.find((window) => window !== null && fits(window.windowMinutes)) ?? null;
  return {
    primary: take((minutes) => minutes <= dayMinutes),
    secondary: take((minutes) => minutes > dayMinutes && minutes <= 14 * dayMinutes),
    monthly: take((minutes) => minutes > 14 * dayMinutes),
  };
}

/** `null` where nothing was told. */
export function toSample(
  windows: readonly (UsageWindow | null)[],
  credits: UsageSample['credits'],
  nowMs: number,
  more: Pick<UsageSample, 'additional' | 'resetCredits'> = {},
): UsageSample | null {
  const nothing = credits === null && more.additional === undefined && more.resetCredits === undefined;
  if (nothing && windows.every((window) => window === null)) return null;
  return { atMs: nowMs, ...byLength(windows), credits, ...more };
}

export function toCredits(payload: z.output<typeof creditsPayload> | null | undefined): UsageSample['credits'] {
  if (!payload || (payload.has_credits == null && payload.unlimited == null && payload.balance == null)) return null;
  return {
    has: payload.has_credits ?? false,
    unlimited: payload.unlimited ?? false,
    balance: payload.balance == null ? null : String(payload.balance),
  };
}
