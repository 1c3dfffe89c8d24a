import type { StickySession } from '#contract/affinity.ts';
import type { ConversationSummary } from '#contract/conversations.ts';
import type { PoolForecast } from '#contract/forecast.ts';

/** Plain data for unit tests, true to the contract. */
export function sampleForecast(parts: Partial<PoolForecast> = {}): PoolForecast {
  return {
    computedAt: '2026-01-01T12:00:00.000Z',
    status: 'lasts',
    remainingPercent: null,
    bindingWindow: null,
    burnPercentPerHour: null,
    runsOutAt: null,
    backAt: null,
    nextSpentAccountId: null,
    nextSpentAt: null,
    unknownAccounts: 0,
    windows: [],
    ...parts,
  };
}

export function sampleSticky(parts: Partial<StickySession> = {}): StickySession {
  return {
    key: 'thread-1',
    kind: 'codex_session',
    accountId: 'a1',
    displayName: 'anna@example.com',
    createdAt: '2026-01-01T10:00:00.000Z',
    updatedAt: '2026-01-01T11:00:00.000Z',
    expiresAt: '2026-01-31T11:00:00.000Z',
    isStale: false,
    ...parts,
  };
}

export function sampleConversation(parts: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    conversationId: 'thread-1',
    accountIds: ['a1'],
    models: ['gpt-5.4'],
    requests: 3,
    inputTokens: 3000,
    cachedInputTokens: 2000,
    cacheHitPercent: 66.7,
    moves: 0,
    coldTokens: 0,
    firstAt: '2026-01-01T10:00:00.000Z',
    lastAt: '2026-01-01T11:00:00.000Z',
    ...parts,
  };
}
