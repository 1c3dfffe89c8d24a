import type { Account } from '../accounts/account.ts';
import { summaryOf } from '../accounts/account-summary.ts';
import type { LbAccount, LbEvent, LbState } from '../contract/debug.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';
import type { Settings } from '../contract/settings.ts';
import { healthOf } from '../routing/health.ts';
import type { RoutableAccount } from '../routing/routable-account.ts';
import { routingRules } from '../routing/routing-rules.ts';
import { standingOf, type StandingFacts } from '../routing/standing.ts';
import { effectiveUsed, longWindow } from '../routing/used-percent.ts';

export interface LbStateFacts {
  readonly accounts: readonly Account[];
  readonly settings: Settings;
  /** How many conversations live on an account. */
  readonly stickyCounts: ReadonlyMap<string, number>;
  readonly nowMs: number;
}

/** Every account as the next choice would see it. Pure. */
export function lbState({ accounts, settings, stickyCounts, nowMs }: LbStateFacts): LbState {
  const { strategy, caps, options } = routingRules(settings);
  const facts: StandingFacts<Account> = {
    tried: new Map(),
    caps,
    heedsCircuit: options.circuitBreaker,
    onlyId: strategy === 'single_account' ? options.singleAccountId : null,
    lacksModel: undefined,
    boundTo: null,
    nowMs,
  };
  return {
    at: new Date(nowMs).toISOString(),
    strategy,
    caps: { creates: caps.creates, streams: caps.streams },
    accounts: accounts.map((account) => lbAccount(account, facts, stickyCounts.get(account.id) ?? 0)),
  };
}

function lbAccount(account: Account, facts: StandingFacts<Account>, stickySessions: number): LbAccount {
  const { nowMs } = facts;
  const { kind, code, figure } = standingOf(account, facts);
  const summary = summaryOf(account, nowMs);
  const routable: RoutableAccount = account;
  return {
    accountId: account.id,
    displayName: account.label,
    status: account.status,
    standing: { kind, code, until: code.endsWith('_cap') ? null : iso(figure) },
    routingPolicy: account.routingPolicy,
    priority: account.priority,
    health: healthOf(routable, nowMs),
    circuit: routable.circuit ?? null,
    shortUsedPercent: effectiveUsed(account.usage?.primary, account.inFlight, nowMs),
    longUsedPercent: effectiveUsed(longWindow(account.usage), account.inFlight, nowMs),
    blockedUntil: iso(account.resetAtMs),
    cooldownUntil: ahead(account.cooldownUntilMs, nowMs),
    backoffUntil: ahead(account.backoffUntilMs, nowMs),
    inFlight: account.inFlight,
    inFlightCreates: routable.inFlightCreates ?? null,
    inFlightStreams: routable.inFlightStreams ?? null,
    stickySessions,
    lastUsedAt: iso(account.lastUsedAtMs),
    usage: summary.usage,
    usageRefreshedAt: summary.usageRefreshedAt,
    lastError: summary.lastError,
  };
}

function iso(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

function ahead(timeMs: number, nowMs: number): string | null {
  return timeMs > nowMs ? iso(timeMs) : null;
}

/** What the log keeps of a request's decisions. */
export function lbEvent(entry: RequestLogEntry): LbEvent {
  const { status, statusCode, accountId, errorCode, errorMessage } = entry;
  return {
    id: entry.id,
    requestId: entry.requestId,
    at: entry.requestedAt,
    kind: entry.requestKind,
    model: entry.model,
    conversationId: entry.conversationId,
    affinity: entry.affinity,
    movedFrom: entry.movedFrom,
    attempts: entry.attempts,
    refusedDecision: entry.refusedDecision,
    outcome: { status, statusCode, accountId, errorCode, errorMessage },
  };
}
