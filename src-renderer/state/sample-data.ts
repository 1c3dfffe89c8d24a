import type { AccountSummary } from '#contract/account.ts';
import type { EngineState } from '#contract/events.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

/** Plain data for unit tests, true to the contract. */
export function sampleAccount(parts: Partial<AccountSummary> = {}): AccountSummary {
  return {
    accountId: 'a1',
    chatgptAccountId: null,
    email: 'anna@example.com',
    alias: null,
    displayName: 'anna@example.com',
    workspaceId: null,
    workspaceLabel: null,
    seatType: null,
    planType: 'plus',
    status: 'active',
    statusReason: null,
    deactivationReason: null,
    blockedUntil: null,
    cooldownUntil: null,
    usage: { primaryRemainingPercent: null, secondaryRemainingPercent: null, monthlyRemainingPercent: null },
    resetAtPrimary: null,
    resetAtSecondary: null,
    resetAtMonthly: null,
    windowMinutesPrimary: null,
    windowMinutesSecondary: null,
    windowMinutesMonthly: null,
    creditsHas: null,
    creditsUnlimited: null,
    creditsBalance: null,
    usageRefreshedAt: null,
    lastRefreshAt: null,
    lastError: null,
    inFlight: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...parts,
  };
}

export function sampleRequest(parts: Partial<RequestLogEntry> = {}): RequestLogEntry {
  return {
    id: 1,
    requestId: `req-${parts.id ?? 1}`,
    requestedAt: '2026-01-01T12:00:00.000Z',
    requestKind: 'responses',
    method: 'POST',
    path: '/backend-api/codex/responses',
    transport: 'http',
    conversationId: null,
    accountId: 'a1',
    model: 'gpt-5.4',
    status: 'success',
    statusCode: 200,
    errorCode: null,
    errorMessage: null,
    upstreamError: null,
    upstreamStatusCode: 200,
    inputTokens: 10,
    cachedInputTokens: 5,
    outputTokens: 3,
    reasoningTokens: 0,
    tokens: 13,
    latencyMs: 100,
    latencyFirstEventMs: 50,
    latencyQueueMs: 0,
    attempts: [],
    useragent: null,
    clientIp: null,
    ...parts,
  };
}

export function sampleEngine(parts: Partial<EngineState> = {}): EngineState {
  return {
    version: '0.1.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    origin: 'http://127.0.0.1:2455',
    phase: 'running',
    activeRequests: 0,
    vault: { kind: 'keychain', detail: '' },
    upstreamBaseUrl: 'https://chatgpt.com/backend-api',
    ...parts,
  };
}
