import type { AccountStatus } from '../contract/account.ts';
import type { UsageSample, UsageWindow } from '../storage/store.ts';
import { planCapacity } from './plan-capacity.ts';

/** What the pool as a whole has used, in the form in which `GET /wham/usage` tells it of one account. */

export interface PoolMember {
  readonly status: AccountStatus;
  readonly planType: string;
  readonly usage: UsageSample | null;
}

/** Seconds; `reset_at` is a time in Unix seconds. */
export interface PoolWindow {
  readonly used_percent: number;
  readonly limit_window_seconds: number;
  readonly reset_after_seconds: number;
  readonly reset_at: number;
}

const rank = ['enterprise', 'business', 'team', 'pro', 'prolite', 'plus', 'edu', 'free'];

function pooled(members: readonly PoolMember[], slot: 'primary' | 'secondary', nowMs: number): PoolWindow | null {
  const told = members.flatMap((member) => {
    const window: UsageWindow | null | undefined =
      slot === 'primary' ? member.usage?.primary : (member.usage?.secondary ?? member.usage?.monthly);
    return window ? [{ window, weight: planCapacity(member.planType, slot) }] : [];
  });
  if (told.length === 0) return null;
  const weight = told.reduce((sum, entry) => sum + entry.weight, 0);
  const used = told.reduce(
    (sum, { window, weight: share }) =>
      sum + (window.resetAtMs !== null && window.resetAtMs <= nowMs ? 0 : window.usedPercent) * share,
    0,
  );
  const resets = told.map(({ window }) => window.resetAtMs ?? 0).filter((time) => time > nowMs);
  const windowSeconds = Math.max(...told.map(({ window }) => window.windowMinutes)) * 60;
  const resetAtMs = resets.length === 0 ? nowMs + windowSeconds * 1000 : Math.min(...resets);
  return {
    used_percent: Math.trunc(Math.min(100, used / weight)),
    limit_window_seconds: windowSeconds,
    reset_after_seconds: Math.ceil((resetAtMs - nowMs) / 1000),
    reset_at: Math.ceil(resetAtMs / 1000),
  };
}

/** The whole answer. Numbers are integers: the Codex CLI reads them as such. */
export function poolUsagePayload(all: readonly PoolMember[], nowMs: number) {
  const members = all.filter(
    ({ status }) => status !== 'paused' && status !== 'reauth_required' && status !== 'deactivated',
  );
  const plans = new Set(members.map(({ planType }) => planType));
  const best = rank.find((plan) => plans.has(plan)) ?? members[0]?.planType ?? 'unknown';
  const anyReady = members.some(({ status }) => status === 'active');
  const credits = members.flatMap(({ usage }) => (usage?.credits ? [usage.credits] : []));
  const balance = credits.reduce((sum, credit) => sum + (Number(credit.balance) || 0), 0);
  return {
    plan_type: best,
    rate_limit: {
      allowed: anyReady,
      limit_reached: members.length > 0 && !anyReady,
      primary_window: pooled(members, 'primary', nowMs),
      secondary_window: pooled(members, 'secondary', nowMs),
    },
    credits: {
      has_credits: credits.some(({ has }) => has),
      unlimited: credits.some(({ unlimited }) => unlimited),
      balance: String(Math.round(balance * 100) / 100),
      approx_local_messages: null,
      approx_cloud_messages: null,
    },
    additional_rate_limits: [],
    rate_limit_reached_type: members.length > 0 && !anyReady ? { type: 'rate_limit_reached' } : null,
  };
}
