import type { LimitWindow } from '../contract/api-keys.ts';
import type { LimitStanding } from '../keys/key-limits.ts';
import type { PoolUsagePayload, PoolWindow } from '../usage/pool-usage.ts';

const windowSeconds: Readonly<Record<LimitWindow, number>> = {
  '5h': 18_000,
  daily: 86_400,
  weekly: 604_800,
  monthly: 2_592_000,
};
/** Which of a key's limits stands for which of the two windows that a Codex client shows, best first. */
const primaries: readonly LimitWindow[] = ['5h', 'daily'];
const secondaries: readonly LimitWindow[] = ['weekly', 'monthly'];

/**
 * Pure. What a key with limits in credits is shown as its usage in place of the pool's, in the form of `GET /wham/usage`;
 * `null` for a key without any.
 */
export function creditUsage(standings: readonly LimitStanding[], nowMs: number): PoolUsagePayload | null {
  const credits = standings.filter(({ limit }) => limit.limitType === 'credits');
  const of = (windows: readonly LimitWindow[]): LimitStanding | null =>
    windows.flatMap((window) => credits.filter(({ limit }) => limit.limitWindow === window))[0] ?? null;
  const [primary, secondary] = [of(primaries), of(secondaries)];
  const told = secondary ?? primary;
  if (told === null) return null;
  return {
    plan_type: 'api_key',
    rate_limit: {
      allowed: true,
      limit_reached: false,
      primary_window: primary && windowOf(primary, nowMs),
      secondary_window: secondary && windowOf(secondary, nowMs),
    },
    credits: {
      has_credits: told.used < told.limit.maxValue,
      unlimited: false,
      balance: String(Math.max(0, told.limit.maxValue - told.used)),
      approx_local_messages: null,
      approx_cloud_messages: null,
    },
    rate_limit_reset_credits: null,
    additional_rate_limits: [],
    rate_limit_reached_type: null,
  };
}

function windowOf({ limit, used, resetAtMs }: LimitStanding, nowMs: number): PoolWindow {
  return {
    used_percent: Math.trunc(Math.min(100, (used / limit.maxValue) * 100)),
    limit_window_seconds: windowSeconds[limit.limitWindow],
    reset_after_seconds: Math.max(0, Math.ceil((resetAtMs - nowMs) / 1000)),
    reset_at: Math.ceil(resetAtMs / 1000),
  };
}
