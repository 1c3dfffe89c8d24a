import type { KeyFigures, NewRequestLogEntry } from '../storage/store.ts';

export const nothingCounted: KeyFigures = {
  requests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  totalTokens: 0,
  costMicroUsd: 0,
  unpricedRequests: 0,
};

/** What one row of the log counts: exactly what the sums over the log make of it. */
export function figuresOf(entry: NewRequestLogEntry): KeyFigures {
  return {
    requests: 1,
    inputTokens: entry.inputTokens ?? 0,
    cachedInputTokens: entry.cachedInputTokens ?? 0,
    outputTokens: entry.outputTokens ?? 0,
    totalTokens: entry.tokens ?? 0,
    costMicroUsd: entry.costMicroUsd ?? 0,
    unpricedRequests: entry.costMicroUsd === null ? 1 : 0,
  };
}

export function added(one: KeyFigures, other: KeyFigures): KeyFigures {
  return {
    requests: one.requests + other.requests,
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    costMicroUsd: one.costMicroUsd + other.costMicroUsd,
    unpricedRequests: one.unpricedRequests + other.unpricedRequests,
  };
}
