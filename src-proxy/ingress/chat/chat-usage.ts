import type { Usage } from './chat-chunk.ts';
import { countAt, looseAt } from '../../translate/response-event.ts';

/**
 * Responses usage → chat usage; `null` when there is none. A counter that the upstream does not give stays absent: no
 * counter is not the same as a count of zero.
 */
export function toChatUsage(value: unknown): Usage | null {
  const given = looseAt(value);
  const input = countAt(given, 'input_tokens');
  if (input === null) return null;
  const inputDetails = looseAt(given['input_tokens_details']);
  const cached = countAt(inputDetails, 'cached_tokens');
  const written = countAt(inputDetails, 'cache_write_tokens');
  const reasoning = countAt(looseAt(given['output_tokens_details']), 'reasoning_tokens');
  const output = countAt(given, 'output_tokens') ?? reasoning ?? 0;
  const usage: Usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: countAt(given, 'total_tokens') ?? input + output,
  };
  if (cached !== null || written !== null) {
    usage.prompt_tokens_details = {
      ...(cached === null ? {} : { cached_tokens: cached }),
      ...(written === null ? {} : { cache_write_tokens: written }),
    };
  }
  if (reasoning !== null) usage.completion_tokens_details = { reasoning_tokens: reasoning };
  return usage;
}
