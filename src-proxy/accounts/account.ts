import type { AccountSummary } from '../contract/account.ts';
import type { AccountRecord, UsageWindow } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';
import { statusSentence } from './account-state.ts';

const backoffFromErrors = 3;
const firstBackoffMs = 30_000;
const longestBackoffMs = 300_000;

/** One account as the engine holds it in memory: the durable record, and what only this run knows. */
export class Account {
  record: AccountRecord;
  tokens: TokenSet | null;
  /** A pause of seconds after a burst. */
  cooldownUntilMs = 0;
  /** Failures in a row that the account had a part in. */
  errorCount = 0;
  lastErrorAtMs = 0;
  /** Refusals without a reason that we know, since the account last served. */
  refusalsInARow = 0;
  lastError: AccountSummary['lastError'] = null;
  /** Rises with every selection, so that "longest not used" has one answer also within a millisecond. */
  lastSelected = 0;
  inFlight = 0;

  constructor(record: AccountRecord, tokens: TokenSet | null) {
    this.record = record;
    this.tokens = tokens;
  }

  get id(): string {
    return this.record.id;
  }

  get status(): AccountRecord['status'] {
    return this.record.status;
  }

  get usage(): AccountRecord['usage'] {
    return this.record.usage;
  }

  get resetAtMs(): number | null {
    return this.record.resetAtMs;
  }

  /** After several failures in a row the account rests, longer each time. */
  get backoffUntilMs(): number {
    if (this.errorCount < backoffFromErrors) return 0;
    return this.lastErrorAtMs + Math.min(longestBackoffMs, firstBackoffMs * 2 ** (this.errorCount - backoffFromErrors));
  }

  /** What a person calls it. */
  get label(): string {
    return this.record.alias ?? this.record.email ?? this.record.id;
  }
}

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
    lastRefreshAt: iso(record.lastRefreshMs),
    lastError: account.lastError,
    inFlight: account.inFlight,
    createdAt: new Date(record.createdAtMs).toISOString(),
  };
}
