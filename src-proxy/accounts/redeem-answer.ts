import type { RedeemAnswer, UpstreamFailure } from '../providers/provider.ts';

/**
 * What an answer says about the redemption that was sent. `refused`: it did not happen and will not. `lost`: nobody
 * knows, and only the same request id may be asked again. Pure.
 */
export type RedeemVerdict =
  | { readonly kind: 'done'; readonly code: string; readonly windowsReset: number | null }
  | { readonly kind: 'refused'; readonly failure: UpstreamFailure }
  | { readonly kind: 'lost'; readonly failure: UpstreamFailure };

/** Refusals of this request rather than of what it asks for. */
const aboutTheAsking = new Set([401, 402, 403, 429]);

/** @param isFirst false when the same id was sent before: then what stops this request says nothing about that one. */
export function redeemVerdict(answer: RedeemAnswer, isFirst: boolean): RedeemVerdict {
  if (answer.kind === 'answered') return { kind: 'done', code: answer.code, windowsReset: answer.windowsReset };
  const { failure } = answer;
  const { statusCode } = failure;
  if (statusCode === null) return { kind: isFirst && failure.class === 'unreachable' ? 'refused' : 'lost', failure };
  const isRefusal = statusCode >= 400 && statusCode < 500 && statusCode !== 408;
  return { kind: isRefusal && (isFirst || !aboutTheAsking.has(statusCode)) ? 'refused' : 'lost', failure };
}
