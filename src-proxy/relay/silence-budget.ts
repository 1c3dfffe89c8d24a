import type { AttemptResult } from '../providers/provider.ts';

/** What an attempt gets where all is spent: enough to be worth sending, and the whole stays within a tenth of any usual limit. */
const leastShare = 0.1;
const leastMs = 2000;

/**
 * How long one request may wait for the first word of an answer, over all its attempts together: whoever set 30 seconds is
 * not to wait for a minute because it was sent twice. What failed to connect was not silent, and costs nothing of it.
 */
export class SilenceBudget {
  #spentMs = 0;

  /** How long the next attempt may be silent. */
  limitMs(wholeMs: number): number {
    return Math.max(wholeMs - this.#spentMs, wholeMs * leastShare, leastMs);
  }

  /**
   * Takes off what an attempt was silent for.
   * @returns the result as it is to be told: of a silence that ended the budget, how long it was in all
   */
  take(result: AttemptResult, limitMs: number, tookMs: number): AttemptResult {
    if (result.kind !== 'refused' || result.failure.class === 'unreachable') return result;
    const { failure } = result;
    const beforeMs = this.#spentMs;
    const isSilence = failure.code === 'first_event_timeout';
    // A timer may be early, and the machine asleep meanwhile.
    this.#spentMs += isSilence ? limitMs : Math.min(Math.max(0, tookMs), limitMs);
    if (!isSilence || beforeMs === 0) return result;
    const seconds = Math.round(this.#spentMs / 100) / 10;
    const message = `The upstream took the request and began nothing for ${seconds} seconds, over all attempts together (firstEventTimeout).`;
    return { ...result, failure: { ...failure, message } };
  }
}
