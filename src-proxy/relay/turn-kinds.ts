import type { CanonicalRequest } from './canonical-request.ts';

const turns: ReadonlySet<CanonicalRequest['kind']> = new Set([
  'responses',
  'compact',
  'prewarm',
  'embeddings',
  'images',
  'transcribe',
]);

/** What begins an answer, as against a side call: only those are counted, capped and in the log. */
export function isTurn(kind: CanonicalRequest['kind']): boolean {
  return turns.has(kind);
}
