import type { AccountStatus } from '../contract/account.ts';
import type { AdditionalLimit, UsageSample, UsageWindow } from '../storage/store.ts';
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

/** A limit of one feature, by the pool. */
export interface PoolAdditionalLimit {
  readonly limit_name: string;
  readonly metered_feature: string | null;
  readonly rate_limit: PoolLimits;
}

export interface PoolLimits {
  readonly allowed: boolean;
  readonly limit_reached: boolean;
  readonly primary_window: PoolWindow | null;
  readonly secondary_window: PoolWindow | null;
}

/** Whether what an account has left is part of what the pool has left. */
export function countsInPool({ status }: Pick<PoolMember, 'status'>): boolean {
  return status !== 'paused' && status !== 'reauth_required' && status !== 'deactivated';
}

interface Share {
  readonly planType: string;
  readonly usage: Pick<UsageSample, 'primary' | 'secondary' | 'monthly'> | null;
}

function pooled(shares: readonly Share[], slot: 'primary' | 'secondary', nowMs: number): PoolWindow | null {
  const told = shares.flatMap(({ planType, usage }) => {
    const window: UsageWindow | null | undefined =
      slot === 'primary' ? usage?.primary : (usage?.secondary ?? usage?.monthly);
    return window ? [{ window, weight: planCapacity(planType, slot) }] : [];
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

/** Each limit once that some account has beside its own, used up where nobody who has it has room. */
function pooledAdditional(members: readonly PoolMember[], nowMs: number): PoolAdditionalLimit[] {
  const limits = new Map<string, { limit: AdditionalLimit; shares: Share[] }>();
  for (const { planType, usage } of members)
    for (const limit of usage?.additional ?? []) {
      const name = limit.meteredFeature ?? limit.limitName;
      const known = limits.get(name) ?? { limit, shares: [] };
      known.shares.push({ planType, usage: limit });
      limits.set(name, known);
    }
  return [...limits.values()].map(({ limit, shares }) => {
    const isReached = shares.every(({ usage }) => isUsedUp(usage, nowMs));
    return {
      limit_name: limit.limitName,
      metered_feature: limit.meteredFeature,
      rate_limit: {
        allowed: !isReached,
        limit_reached: isReached,
        primary_window: pooled(shares, 'primary', nowMs),
        secondary_window: pooled(shares, 'secondary', nowMs),
      },
    };
  });
}

function isUsedUp(usage: Share['usage'], nowMs: number): boolean {
  return [usage?.primary, usage?.secondary, usage?.monthly].some(
    (window) => window != null && window.usedPercent >= 100 && (window.resetAtMs ?? Infinity) > nowMs,
  );
}

export interface PoolUsagePayload {
  readonly plan_type: string;
  readonly rate_limit: PoolLimits;
  readonly credits: {
    readonly has_credits: boolean;
    readonly unlimited: boolean;
    readonly balance: string;
    readonly approx_local_messages: null;
    readonly approx_cloud_messages: null;
  };
  /** `null` for whoever could not spend one. */
  readonly rate_limit_reset_credits: { readonly available_count: number } | null;
  readonly additional_rate_limits: readonly PoolAdditionalLimit[];
  readonly rate_limit_reached_type: { readonly type: 'rate_limit_reached' } | null;
}

/** The whole answer. Numbers are integers: the Codex CLI reads them as such. */
export function poolUsagePayload(all: readonly PoolMember[], nowMs: number): PoolUsagePayload {
  const members = all.filter(countsInPool);
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
    rate_limit_reset_credits: {
      available_count: members.reduce((sum, { usage }) => sum + (usage?.resetCredits?.available ?? 0), 0),
    },
    additional_rate_limits: pooledAdditional(members, nowMs),
    rate_limit_reached_type: members.length > 0 && !anyReady ? { type: 'rate_limit_reached' } : null,
  };
}
