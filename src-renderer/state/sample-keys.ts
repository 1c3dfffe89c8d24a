import type { ApiKeySummary, LimitState } from '#contract/api-keys.ts';
import type { Price, PriceEntry } from '#contract/prices.ts';

/** Plain data for unit tests, true to the contract. */
export function sampleKey(parts: Partial<ApiKeySummary> = {}): ApiKeySummary {
  return {
    id: 'k1',
    name: 'Laptop',
    keyHint: 'sk-clb-…abcd',
    status: 'active',
    isActive: true,
    expiresAt: null,
    createdAt: '2026-01-01T10:00:00.000Z',
    lastUsedAt: null,
    allowedModels: [],
    enforcedModel: null,
    allowedReasoningEfforts: [],
    enforcedReasoningEffort: null,
    enforcedServiceTier: null,
    trafficClass: 'foreground',
    transportPolicyOverride: null,
    usageSections: 'upstream_limits,account_pool_usage',
    assignedAccountIds: [],
    assignedSourceIds: [],
    limits: [],
    usage: {
      requestCount: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      totalTokens: 0,
      totalCostUsd: 0,
      totalCostMicroUsd: 0,
      unpricedRequests: 0,
    },
    ...parts,
  };
}

export function sampleLimit(parts: Partial<LimitState> = {}): LimitState {
  return {
    limitType: 'requests',
    limitWindow: 'daily',
    maxValue: 100,
    modelFilter: null,
    currentValue: 25,
    reservedValue: 0,
    remainingValue: 75,
    resetAt: '2026-01-02T10:00:00.000Z',
    ...parts,
  };
}

export function samplePrice(parts: Partial<Price> = {}): Price {
  return {
    standard: { input: 1.25, cachedInput: 0.125, output: 10 },
    priority: null,
    flex: null,
    longContext: null,
    ...parts,
  };
}

export function sampleEntry(parts: Partial<PriceEntry> = {}): PriceEntry {
  return { model: 'gpt-5', source: 'builtin', price: samplePrice(), ...parts };
}
