import type { AccountSummary } from '../../contract/account.ts';
import type { RequestLogEntry } from '../../contract/request-log.ts';
import { machineWord } from './cleaner.ts';

/**
 * SECURITY: what is handed on of an account and of a request is named here, member by member; whatever is added to either
 * stays out until somebody names it. Nothing that a person or a program wrote: no message, no path, no user agent.
 */

/** Pure. `name` stands for the account in all of the bundle. */
export function accountRow(summary: AccountSummary, name: string) {
  const { verdict, lastError, usage } = summary;
  return {
    account: name,
    planType: machineWord(summary.planType),
    status: summary.status,
    deactivationReason: machineWord(summary.deactivationReason),
    routingPolicy: summary.routingPolicy,
    priority: summary.priority,
    hasOwnWayOut: summary.upstreamProxy !== null,
    blockedUntil: summary.blockedUntil,
    cooldownUntil: summary.cooldownUntil,
    usage,
    resetAtPrimary: summary.resetAtPrimary,
    resetAtSecondary: summary.resetAtSecondary,
    resetAtMonthly: summary.resetAtMonthly,
    usageRefreshedAt: summary.usageRefreshedAt,
    lastRefreshAt: summary.lastRefreshAt,
    accessTokenExpiresAt: summary.accessTokenExpiresAt,
    weThinkUsable: verdict.ours.usable,
    upstreamSaysUsable: verdict.upstream.usable,
    lastError: lastError && { at: lastError.at, statusCode: lastError.statusCode, code: machineWord(lastError.code) },
    inFlight: summary.inFlight,
    createdAt: summary.createdAt,
  };
}

/** Pure. */
export function requestRow(entry: RequestLogEntry, nameOf: (place: string) => string) {
  return {
    id: entry.id,
    requestId: machineWord(entry.requestId),
    requestedAt: entry.requestedAt,
    requestKind: machineWord(entry.requestKind),
    transport: entry.transport,
    account: entry.accountId === null ? null : nameOf(entry.accountId),
    hasKey: entry.apiKeyId !== null,
    isFromSource: entry.sourceId !== null,
    model: machineWord(entry.model),
    client: machineWord(entry.client),
    status: entry.status,
    statusCode: entry.statusCode,
    errorCode: machineWord(entry.errorCode),
    upstreamStatusCode: entry.upstreamStatusCode,
    inputTokens: entry.inputTokens,
    cachedInputTokens: entry.cachedInputTokens,
    outputTokens: entry.outputTokens,
    reasoningTokens: entry.reasoningTokens,
    latencyMs: entry.latencyMs,
    latencyFirstEventMs: entry.latencyFirstEventMs,
    latencyQueueMs: entry.latencyQueueMs,
    serviceTier: machineWord(entry.serviceTier),
    reasoningEffort: machineWord(entry.reasoningEffort),
    hasMoved: entry.movedFrom !== null,
    attempts: entry.attempts.map(({ accountId, outcome, statusCode, errorCode, latencyMs, decision }) => ({
      account: nameOf(accountId),
      outcome: machineWord(outcome),
      statusCode,
      errorCode: machineWord(errorCode),
      latencyMs,
      strategy: machineWord(decision.strategy),
      candidates: decision.candidates.map((candidate) => ({
        account: nameOf(candidate.accountId),
        verdict: candidate.verdict,
        code: machineWord(candidate.code),
      })),
    })),
  };
}
