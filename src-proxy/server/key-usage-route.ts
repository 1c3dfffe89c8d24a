import { grantOf } from '../ingress/key-grant.ts';
import type { KeyBook } from '../keys/key-book.ts';
import { keyRefusals } from '../keys/key-refusals.ts';
import type { Route } from './route.ts';

/** `GET /v1/usage`: what a key has used, told to whoever holds it. Always needs a key, also on this machine. */
export function keyUsageRoute(keys: Pick<KeyBook, 'get'>): Route {
  return {
    method: 'get',
    path: '/v1/usage',
    plane: 'data',
    handle: (request, response) => {
      const grant = grantOf(request);
      if (grant === null) throw keyRefusals.missing();
      const { usage, limits } = keys.get(grant.keyId);
      response.set('cache-control', 'no-store').json({
        request_count: usage.requestCount,
        total_tokens: usage.totalTokens,
        cached_input_tokens: usage.cachedInputTokens,
        total_cost_usd: usage.totalCostUsd,
        limits: limits.map((limit) => ({
          limit_type: limit.limitType,
          limit_window: limit.limitWindow,
          max_value: limit.maxValue,
          current_value: limit.currentValue,
          remaining_value: limit.remainingValue,
          model_filter: limit.modelFilter,
          reset_at: limit.resetAt,
          source: 'api_key_limit',
        })),
        upstream_limits: [],
        account_pool_usage: null,
      });
    },
  };
}
