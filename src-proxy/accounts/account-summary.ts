import type { AccountSummary, AdditionalQuota, QuotaWindow } from '../contract/account.ts';
import type { AdditionalLimit, UsageWindow } from '../storage/store.ts';
import type { Account } from './account.ts';
import { statusSentence } from './account-sentences.ts';
import { verdictOf } from './account-verdict.ts';
import { accessTokenExpiryMs } from './token-expiry.ts';

function remaining(window: UsageWindow | null | undefined, nowMs: number): number | null {
  if (!window) return null;
  if (window.resetAtMs !== null && window.resetAtMs <= nowMs) return 100;
  return Math.round((100 - window.usedPercent) * 100) / 100;
}

function iso(timeMs: number | null | undefined): string | null {
  return timeMs == null || timeMs === 0 ? null : new Date(timeMs).toISOString();
}

/** The account as the outside sees it. */
export function summaryOf(account: Account, nowMs: number): AccountSummary {
  const { record } = account;
  const usage = record.usage;
  const pausedUntilMs = Math.max(account.cooldownUntilMs, account.backoffUntilMs);
  return {
    accountId: record.id,
    chatgptAccountId: record.chatgptAccountId,
    email: record.email,
    alias: record.alias,
    displayName: account.label,
    workspaceId: record.workspaceId,
    workspaceLabel: record.workspaceLabel,
    seatType: record.seatType,
    planType: record.planType,
    previousPlanType: record.previousPlanType,
    planChangedAt: iso(record.planChangedAtMs),
    routingPolicy: record.routingPolicy,
    priority: record.priority,
    upstreamProxy: record.upstreamProxy,
    status: record.status,
    statusReason: statusSentence(record),
    deactivationReason: record.deactivationReason,
    blockedUntil: iso(record.resetAtMs),
    cooldownUntil: pausedUntilMs > nowMs ? iso(pausedUntilMs) : null,
    usage: {
      primaryRemainingPercent: remaining(usage?.primary, nowMs),
      secondaryRemainingPercent: remaining(usage?.secondary, nowMs),
      monthlyRemainingPercent: remaining(usage?.monthly, nowMs),
    },
    resetAtPrimary: iso(usage?.primary?.resetAtMs),
    resetAtSecondary: iso(usage?.secondary?.resetAtMs),
    resetAtMonthly: iso(usage?.monthly?.resetAtMs),
    windowMinutesPrimary: usage?.primary?.windowMinutes ?? null,
    windowMinutesSecondary: usage?.secondary?.windowMinutes ?? null,
    windowMinutesMonthly: usage?.monthly?.windowMinutes ?? null,
    creditsHas: usage?.credits?.has ?? null,
    creditsUnlimited: usage?.credits?.unlimited ?? null,
    creditsBalance: usage?.credits?.balance ?? null,
    usageRefreshedAt: iso(usage?.atMs),
    additionalQuotas: (usage?.additional ?? []).map(quotaOf),
    availableResetCredits: usage?.resetCredits?.available ?? null,
    resetCreditNearestExpiresAt: iso(usage?.resetCredits?.nearestExpiresAtMs),
    lastRefreshAt: iso(record.lastRefreshMs),
    accessTokenExpiresAt: iso(account.tokens === null ? null : accessTokenExpiryMs(account.tokens)),
    verdict: verdictOf(account, nowMs),
    lastError: account.lastError,
    inFlight: account.inFlight,
    createdAt: new Date(record.createdAtMs).toISOString(),
  };
}

function quotaOf(limit: AdditionalLimit): AdditionalQuota {
  return {
    limitName: limit.limitName,
    meteredFeature: limit.meteredFeature,
    primary: windowOf(limit.primary),
    secondary: windowOf(limit.secondary),
    monthly: windowOf(limit.monthly),
  };
}

function windowOf(window: UsageWindow | null): QuotaWindow | null {
  return (
    window && { usedPercent: window.usedPercent, windowMinutes: window.windowMinutes, resetAt: iso(window.resetAtMs) }
  );
}
