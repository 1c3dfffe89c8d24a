import { unseenInputTokens } from '../keys/estimate.ts';
import { hasTold, type AttemptResult, type Seat, type SeenOutput, type TokenUsage } from '../providers/provider.ts';
import { inputTokensOf, outputTokensOf } from '../usage/token-estimate.ts';
import type { CanonicalRequest } from './canonical-request.ts';

type EndedAttempt = Exclude<AttemptResult, { kind: 'refused' }>;

/** What is counted in tokens. Pictures and speech have no measure that could be told from outside. */
const inTokens: ReadonlySet<CanonicalRequest['kind']> = new Set(['responses', 'compact', 'embeddings']);
const nothingSeen: SeenOutput = { deltas: 0, bytes: 0 };

/**
 * What an answer took that ends without saying so: because the client left, because the upstream broke off, or because a
 * source never says. Without it whoever leaves before the last event would pass every limit of tokens and of cost.
 *
 * Nothing of the input is taken to have come from a cache: that the client may have paid less is for the upstream to say.
 */
export class UsageEstimate {
  /** What the conversation on a seat had grown to: a request that goes on there carries only what is new. */
  readonly #contextTokens = new WeakMap<Seat, number>();

  /** The result with its usage told or estimated; as it is where nothing was shown that could have to be paid. */
  complete(request: CanonicalRequest, result: AttemptResult): AttemptResult {
    if (result.kind === 'refused') return result;
    const isLacking = inTokens.has(request.kind) && !hasTold(result.usage) && hasTaken(result);
    const usage = isLacking ? this.#estimated(request, result) : result.usage;
    if (request.onSeat?.purpose === 'send')
      // A warming up counts nothing, and is what the next request goes on from.
      this.#contextTokens.set(request.onSeat.seat, toldTokens(usage) ?? this.#inputTokens(request));
    return isLacking ? { ...result, usage } : result;
  }

  #estimated(request: CanonicalRequest, { usage, seen = nothingSeen }: EndedAttempt): TokenUsage {
    const inputTokens = this.#inputTokens(request);
    const outputTokens = outputTokensOf(seen);
    return {
      ...usage,
      inputTokens,
      cachedInputTokens: null,
      outputTokens,
      reasoningTokens: null,
      totalTokens: inputTokens + outputTokens,
      isEstimated: true,
    };
  }

  #inputTokens({ plainBody, body, ownerHints, onSeat }: CanonicalRequest): number {
    const told = inputTokensOf(plainBody ?? body ?? Buffer.alloc(0));
    if (onSeat?.continues === true) return told + (this.#contextTokens.get(onSeat.seat) ?? unseenInputTokens);
    const isOpaque = ownerHints.previousResponseId !== null || ownerHints.fileIds.length > 0;
    return isOpaque ? Math.max(told, unseenInputTokens) : told;
  }
}

/** What the conversation comes to with this answer; `null` where the upstream did not say, also by saying zero. */
function toldTokens(usage: TokenUsage | null): number | null {
  if (usage === null || !hasTold(usage)) return null;
  return Math.max(usage.totalTokens ?? 0, (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
}

/**
 * Whether there is something to pay. A refusal in the form of an answer, before any of its words, is free; an answer that
 * was under way when somebody left is not, also if its client was to get it as a whole and so saw none of it.
 */
function hasTaken(result: EndedAttempt): boolean {
  const hasOutput = (result.seen?.deltas ?? 0) > 0;
  if (result.kind === 'answered' && result.failure !== null) return hasOutput;
  return hasOutput || result.statusCode !== null;
}
