import type { ProducedUsage } from './produced-event.ts';
import { countAt, looseAt } from './response-event.ts';

/** Chat usage → Responses usage; `null` when there is none. Counters that were not given stay absent. */
export function toResponsesUsage(value: unknown): ProducedUsage | null {
  const given = looseAt(value);
  const input = countAt(given, 'prompt_tokens');
  if (input === null) return null;
  const output = countAt(given, 'completion_tokens') ?? 0;
  const promptDetails = looseAt(given['prompt_tokens_details']);
  const cached = countAt(promptDetails, 'cached_tokens');
  const written = countAt(promptDetails, 'cache_write_tokens');
  const reasoning = countAt(looseAt(given['completion_tokens_details']), 'reasoning_tokens');
  const usage: ProducedUsage = {
    input_tokens: input,
    output_tokens: output,
    total_tokens: countAt(given, 'total_tokens') ?? input + output,
  };
  if (cached !== null || written !== null) {
    usage.input_tokens_details = {
      ...(cached === null ? {} : { cached_tokens: cached }),
      ...(written === null ? {} : { cache_write_tokens: written }),
    };
  }
  if (reasoning !== null) usage.output_tokens_details = { reasoning_tokens: reasoning };
  return usage;
}
