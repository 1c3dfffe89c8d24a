import type { UpstreamFailure } from '../providers/provider.ts';

const refusalsBeforeSignIn = 3;
/** Refusals that come from where the person is rather than from who they are. */
const placeCodes = new Set(['unsupported_country_region_territory']);

/**
 * A refusal of this account that nobody can explain. A page (the edge in front of the upstream answers with those) or a
 * refused country is about the network, and would take every account at once.
 */
export function isUnexplainedRefusal(failure: UpstreamFailure): boolean {
  const { statusCode, code, raw } = failure;
  if (failure.class !== 'account_refused' && failure.class !== 'unauthorized') return false;
  if (statusCode !== 401 && statusCode !== 402 && statusCode !== 403) return false;
  return !placeCodes.has(code) && !raw.trimStart().startsWith('<');
}

/** One such refusal may be a mistake of the upstream's; after several without a success between them only a sign-in can help. */
export function asRefusalInARow(failure: UpstreamFailure, inARow: number): UpstreamFailure {
  if (inARow < refusalsBeforeSignIn || !isUnexplainedRefusal(failure)) return failure;
  return { ...failure, class: 'permanent', code: 'repeated_refusals' };
}
