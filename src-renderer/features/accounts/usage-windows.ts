import type { AccountSummary, AdditionalQuota, QuotaWindow } from '#contract/account.ts';

export type WindowLength = 'five-hour' | 'weekly' | 'monthly' | 'other';

/** One usage window of an account. `remainingPercent` and `resetAtMs` are `null` while nobody has told us. */
export interface UsageWindow {
  readonly slot: 'primary' | 'secondary' | 'monthly';
  readonly length: WindowLength;
  readonly lengthMs: number | null;
  readonly remainingPercent: number | null;
  readonly resetAtMs: number | null;
  /** How much would be left if the window were used evenly: the mark on the bar. */
  readonly evenRemainingPercent: number | null;
}

const usualMinutes = { primary: 300, secondary: 10_080, monthly: 43_200 } as const;

/** The windows worth showing: the two usual ones, known or not; the monthly one where a plan has it. */
export function usageWindows(account: AccountSummary, nowMs: number): UsageWindow[] {
  const primary = windowOf(
    'primary',
    account.usage.primaryRemainingPercent,
    account.resetAtPrimary,
    account.windowMinutesPrimary,
    nowMs,
  );
  const secondary = windowOf(
    'secondary',
    account.usage.secondaryRemainingPercent,
    account.resetAtSecondary,
    account.windowMinutesSecondary,
    nowMs,
  );
  const monthly = windowOf(
    'monthly',
    account.usage.monthlyRemainingPercent,
    account.resetAtMonthly,
    account.windowMinutesMonthly,
    nowMs,
  );
  if (!isKnown(monthly)) return [primary, secondary];
  return [...[primary, secondary].filter(isKnown), monthly];
}

/** The windows of a limit that stands beside the account's own. */
export function quotaWindows(quota: AdditionalQuota, nowMs: number): UsageWindow[] {
  const slots = ['primary', 'secondary', 'monthly'] as const;
  return slots.flatMap((slot) => {
    const window: QuotaWindow | null = quota[slot];
    if (window === null) return [];
    return [windowOf(slot, 100 - window.usedPercent, window.resetAt, window.windowMinutes, nowMs)];
  });
}

function isKnown(window: UsageWindow): boolean {
  return window.remainingPercent !== null || window.resetAtMs !== null;
}

function windowOf(
  slot: UsageWindow['slot'],
  remainingPercent: number | null,
  resetAt: string | null,
  minutes: number | null,
  nowMs: number,
): UsageWindow {
  const lengthMs = (minutes ?? usualMinutes[slot]) * 60_000;
  const resetAtMs = resetAt === null ? null : Date.parse(resetAt);
  return {
    slot,
    length: lengthName(minutes ?? usualMinutes[slot]),
    lengthMs,
    remainingPercent,
    resetAtMs,
    evenRemainingPercent: remainingPercent === null ? null : evenShare(resetAtMs, lengthMs, nowMs),
  };
}

function evenShare(resetAtMs: number | null, lengthMs: number, nowMs: number): number | null {
  if (resetAtMs === null || resetAtMs <= nowMs || resetAtMs - nowMs > lengthMs) return null;
  return ((resetAtMs - nowMs) / lengthMs) * 100;
}

export function lengthName(minutes: number): WindowLength {
  if (minutes === 300) return 'five-hour';
  if (minutes === 10_080) return 'weekly';
  if (minutes >= 28 * 1440 && minutes <= 31 * 1440) return 'monthly';
  return 'other';
}
