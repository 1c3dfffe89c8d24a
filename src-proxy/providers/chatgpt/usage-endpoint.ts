import type { UpstreamFailure, UsageEndpoint } from '../provider.ts';
import { usageOfPayload } from './usage.ts';
import { unreadable, type WhamCall } from './wham-call.ts';

/** `GET /wham/usage`: what is left of one account. */
export function createUsageEndpoint(call: WhamCall, nowMs: () => number): UsageEndpoint {
  return {
    async fetchUsage(accessToken, chatgptAccountId, way, signal) {
      const answer = await call({ method: 'GET', path: '/usage', accessToken, chatgptAccountId, way, signal });
      if (answer.kind === 'failed') return { kind: 'failed', failure: asUsageFailure(answer.failure) };
      const usage = usageOfPayload(answer.json, nowMs());
      return usage === null
        ? { kind: 'failed', failure: unreadable('the usage report') }
        : { kind: 'reported', ...usage };
    },
  };
}

/**
 * 402 and 404 here mean that the account, or its workspace, is not served any more. A page is another matter: it comes
 * from the edge, or from whatever else answers on this network, and would take every account at once.
 */
function asUsageFailure(failure: UpstreamFailure): UpstreamFailure {
  const { statusCode } = failure;
  if ((statusCode !== 402 && statusCode !== 404) || failure.class === 'permanent') return failure;
  if (failure.raw.trimStart().startsWith('<')) return failure;
  return { ...failure, class: 'permanent', code: statusCode === 402 ? 'usage_not_paid' : 'usage_not_found' };
}
