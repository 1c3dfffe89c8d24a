import { countAt, looseAt } from '../../translate/response-event.ts';
import type { TokenUsage } from '../provider.ts';

/** The `usage` of a response object; `null` where it does not say. */
export function usageOfResponse(usage: unknown): TokenUsage | null {
  const given = looseAt(usage);
  const inputTokens = countAt(given, 'input_tokens');
  if (inputTokens === null) return null;
  const outputTokens = countAt(given, 'output_tokens');
  return {
    inputTokens,
    cachedInputTokens: countAt(looseAt(given['input_tokens_details']), 'cached_tokens'),
    outputTokens,
    reasoningTokens: countAt(looseAt(given['output_tokens_details']), 'reasoning_tokens'),
    totalTokens: countAt(given, 'total_tokens') ?? (outputTokens === null ? null : inputTokens + outputTokens),
  };
}

/** The `usage` of an answer that is no response, such as of embeddings, in the older names or the newer ones. */
export function usageOfDocument(document: unknown): TokenUsage | null {
  const { usage } = looseAt(document);
  const given = looseAt(usage);
  const inputTokens = countAt(given, 'prompt_tokens');
  if (inputTokens === null) return usageOfResponse(usage);
  // Embeddings put nothing out, and say nothing of it.
  const outputTokens = countAt(given, 'completion_tokens') ?? 0;
  return {
    inputTokens,
    cachedInputTokens: countAt(looseAt(given['prompt_tokens_details']), 'cached_tokens'),
    outputTokens,
    reasoningTokens: null,
    totalTokens: countAt(given, 'total_tokens') ?? inputTokens + outputTokens,
  };
}
