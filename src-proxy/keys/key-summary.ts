import type { ApiKeySummary, KeyUsage, LimitState } from '../contract/api-keys.ts';
import type { ApiKeyRecord, KeyFigures } from '../storage/store.ts';
import { statusOf } from './api-key.ts';
import type { LimitStanding } from './key-limits.ts';

const microUsd = 1_000_000;

export function usageView(figures: KeyFigures): KeyUsage {
  const { requests, costMicroUsd, unpricedRequests, inputTokens, cachedInputTokens, outputTokens, totalTokens } =
    figures;
  return {
    requestCount: requests,
    inputTokens,
    cachedInputTokens,
    outputTokens,
    totalTokens,
    totalCostUsd: costMicroUsd / microUsd,
    totalCostMicroUsd: costMicroUsd,
    unpricedRequests,
  };
}

function limitView({ limit, used, held, resetAtMs }: LimitStanding): LimitState {
  const { limitType, limitWindow, maxValue, modelFilter } = limit;
  return {
    limitType,
    limitWindow,
    maxValue,
    modelFilter,
    currentValue: used,
    reservedValue: held,
    remainingValue: Math.max(0, maxValue - used - held),
    resetAt: new Date(resetAtMs).toISOString(),
  };
}

export interface KeyInView {
  readonly record: ApiKeyRecord;
  readonly totals: KeyFigures;
  readonly lastUsedAtMs: number | null;
  readonly standings: readonly LimitStanding[];
}

/** A key as its owner sees it: without what it is made of. */
export function summaryOf({ record, totals, lastUsedAtMs, standings }: KeyInView, nowMs: number): ApiKeySummary {
  const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    id: record.id,
    name: record.name,
    keyHint: record.keyHint,
    status: statusOf(record, nowMs),
    isActive: record.isActive,
    expiresAt: time(record.expiresAtMs),
    createdAt: new Date(record.createdAtMs).toISOString(),
    lastUsedAt: time(lastUsedAtMs),
    allowedModels: [...record.allowedModels],
    enforcedModel: record.enforcedModel,
    allowedReasoningEfforts: [...record.allowedReasoningEfforts],
    enforcedReasoningEffort: record.enforcedReasoningEffort,
    enforcedServiceTier: record.enforcedServiceTier,
    trafficClass: record.trafficClass,
    transportPolicyOverride: record.transportPolicyOverride,
    usageSections: record.usageSections,
    assignedAccountIds: [...record.assignedAccountIds],
    assignedSourceIds: [...record.assignedSourceIds],
    limits: standings.map(limitView),
    usage: usageView(totals),
  };
}
