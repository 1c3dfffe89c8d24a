import { z } from 'zod';

import type { UsageSample, UsageWindow } from '../../storage/store.ts';

/**
 * What is left of an account's allowance, in the three places where the upstream tells it: `GET /wham/usage`, response
 * headers `x-codex-*`, and `codex.rate_limits` events. Windows are told apart by their length: a weekly window may come
 * in the primary slot, and free plans have only a monthly one.
 */

const windowPayload = z.looseObject({
  used_percent: z.number(),
  limit_window_seconds: z.number().nullish(),
  window_minutes: z.number().nullish(),
  reset_at: z.number().nullish(),
  reset_after_seconds: z.number().nullish(),
});
const creditsPayload = z.looseObject({
  has_credits: z.boolean().nullish(),
  unlimited: z.boolean().nullish(),
  balance: z.union([z.string(), z.number()]).nullish(),
});
const usagePayload = z.looseObject({
  plan_type: z.string().nullish(),
  rate_limit: z
    .looseObject({
      primary_window: windowPayload.nullish().catch(null),
      secondary_window: windowPayload.nullish().catch(null),
    })
    .nullish(),
  credits: creditsPayload.nullish().catch(null),
});
const rateLimitsEvent = z.looseObject({
  rate_limits: z
    .looseObject({ primary: windowPayload.nullish().catch(null), secondary: windowPayload.nullish().catch(null) })
    .nullish(),
  credits: creditsPayload.nullish().catch(null),
});

const longestSeconds = 366 * 86_400;

/** A time more than a year away is a mistake of somebody's, and the largest numbers are no dates at all. */
function plausibleTime(timeMs: number, nowMs: number): number | null {
  return Math.abs(timeMs - nowMs) <= longestSeconds * 1000 ? timeMs : null;
}

interface FoundWindow extends UsageWindow {
  readonly slot: 'primary' | 'secondary';
}

function toWindow(
  slot: FoundWindow['slot'],
  payload: z.output<typeof windowPayload> | null | undefined,
  nowMs: number,
): FoundWindow | null {
  if (!payload) return null;
  const seconds = payload.limit_window_seconds ?? (payload.window_minutes == null ? null : payload.window_minutes * 60);
  // A free account reports an empty second window of length 0.
  if (seconds === null || seconds <= 0 || seconds > longestSeconds) return null;
  const resetAtMs =
    (payload.reset_at != null && payload.reset_at > 0 ? plausibleTime(payload.reset_at * 1000, nowMs) : null) ??
    (payload.reset_after_seconds == null ? null : plausibleTime(nowMs + payload.reset_after_seconds * 1000, nowMs));
  return {
    slot,
    usedPercent: Math.min(100, Math.max(0, payload.used_percent)),
    windowMinutes: Math.max(1, Math.ceil(seconds / 60)),
    resetAtMs,
  };
}

const dayMinutes = 1440;

function toSample(
  windows: readonly (FoundWindow | null)[],
  credits: UsageSample['credits'],
  nowMs: number,
): UsageSample | null {
  const found = windows.filter((window) => window !== null);
  if (found.length === 0 && credits === null) return null;
  const take = (fits: (minutes: number) => boolean): UsageWindow | null => {
    const window = found.find(({ windowMinutes }) => fits(windowMinutes));
    return window
      ? { usedPercent: window.usedPercent, windowMinutes: window.windowMinutes, resetAtMs: window.resetAtMs }
      : null;
  };
  return {
    atMs: nowMs,
    primary: take((minutes) => minutes <= dayMinutes),
    secondary: take((minutes) => minutes > dayMinutes && minutes <= 14 * dayMinutes),
    monthly: take((minutes) => minutes > 14 * dayMinutes),
    credits,
  };
}

function toCredits(payload: z.output<typeof creditsPayload> | null | undefined): UsageSample['credits'] {
  if (!payload || (payload.has_credits == null && payload.unlimited == null && payload.balance == null)) return null;
  return {
    has: payload.has_credits ?? false,
    unlimited: payload.unlimited ?? false,
    balance: payload.balance == null ? null : String(payload.balance),
  };
}

/** The answer of `GET /wham/usage`. `null` when it is not of the known shape. */
export function usageOfPayload(
  payload: unknown,
  nowMs: number,
): { planType: string | null; sample: UsageSample | null } | null {
  const parsed = usagePayload.safeParse(payload);
  if (!parsed.success) return null;
  const { rate_limit: limits, credits, plan_type: planType } = parsed.data;
  const windows = [
    toWindow('primary', limits?.primary_window, nowMs),
    toWindow('secondary', limits?.secondary_window, nowMs),
  ];
  return { planType: planType ?? null, sample: toSample(windows, toCredits(credits), nowMs) };
}

/** The data of a `codex.rate_limits` event. */
export function usageOfEvent(payload: unknown, nowMs: number): UsageSample | null {
  const parsed = rateLimitsEvent.safeParse(payload);
  if (!parsed.success) return null;
  const { rate_limits: limits, credits } = parsed.data;
  return toSample(
    [toWindow('primary', limits?.primary, nowMs), toWindow('secondary', limits?.secondary, nowMs)],
    toCredits(credits),
    nowMs,
  );
}

/** Response headers, by lower-case name. `null` when none of them is about usage. */
export function usageOfHeaders(header: (name: string) => string | null, nowMs: number): UsageSample | null {
  const number = (name: string): number | null => {
    const text = header(name);
    if (text === null || text.trim() === '') return null;
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  };
  const window = (slot: FoundWindow['slot']): FoundWindow | null => {
    const usedPercent = number(`x-codex-${slot}-used-percent`);
    if (usedPercent === null) return null;
    return toWindow(
      slot,
      {
        used_percent: usedPercent,
        window_minutes: number(`x-codex-${slot}-window-minutes`),
        reset_at: number(`x-codex-${slot}-reset-at`),
        reset_after_seconds: number(`x-codex-${slot}-reset-after-seconds`),
      },
      nowMs,
    );
  };
  const truth = (name: string): boolean | null => {
    const text = header(name)?.toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : null;
  };
  const credits = toCredits({
    has_credits: truth('x-codex-credits-has-credits'),
    unlimited: truth('x-codex-credits-unlimited'),
    balance: header('x-codex-credits-balance') || null,
  });
  return toSample([window('primary'), window('secondary')], credits, nowMs);
}
