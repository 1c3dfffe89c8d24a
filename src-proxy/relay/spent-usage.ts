import type { TokenUsage } from '../providers/provider.ts';

/** Both together: an answer that was asked for twice was paid for twice. `null` where neither is known. */
export function bothUsages(one: TokenUsage | null, other: TokenUsage | null): TokenUsage | null {
  if (one === null || other === null) return one ?? other;
  return {
    ...one,
    ...other,
    inputTokens: sum(one.inputTokens, other.inputTokens),
    cachedInputTokens: sum(one.cachedInputTokens, other.cachedInputTokens),
    outputTokens: sum(one.outputTokens, other.outputTokens),
    reasoningTokens: sum(one.reasoningTokens, other.reasoningTokens),
    totalTokens: sum(one.totalTokens, other.totalTokens),
  };
}

function sum(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}
