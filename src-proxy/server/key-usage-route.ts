import { grantOf } from '../ingress/key-grant.ts';
import type { KeyBook } from '../keys/key-book.ts';
import { keyRefusals } from '../keys/key-refusals.ts';
import type { PoolWindow } from '../usage/pool-usage.ts';
import type { QuotaView } from './quota-view.ts';
import type { Route } from './route.ts';

export interface KeyUsagePorts {
  readonly keys: Pick<KeyBook, 'get'>;
  readonly quota: Pick<QuotaView, 'poolFor'>;
}

/**
 * `GET /v1/usage`: what a key has used, told to whoever holds it, and what the accounts that it may use have left, in
 * percent, as far as its owner lets it see that. Always needs a key, also on this machine.
 */
export function keyUsageRoute({ keys, quota }: KeyUsagePorts): Route {
  return {
    method: 'get',
    path: '/v1/usage',
    plane: 'data',
    handle: (request, response) => {
      const grant = grantOf(request);
      if (grant === null) throw keyRefusals.missing();
      const { usage, limits } = keys.get(grant.keyId);
      const limited = quota.poolFor(request, 'upstream_limits').rate_limit;
      const pool = quota.poolFor(request, 'account_pool_usage').rate_limit;
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
        upstream_limits: [limited.primary_window, limited.secondary_window].flatMap((window) =>
          window === null ? [] : [upstreamLimit(window)],
        ),
        account_pool_usage: { primary: pool.primary_window, secondary: pool.secondary_window },
      });
    },
  };
}

/** The window in the form of the limits above; the upstream tells percents alone. */
function upstreamLimit({ used_percent: used, limit_window_seconds: seconds, reset_at: resetAt }: PoolWindow): object {
  return {
    limit_type: 'percent',
    limit_window: wordFor(seconds),
    max_value: 100,
    current_value: used,
    remaining_value: 100 - used,
    model_filter: null,
    reset_at: new Date(resetAt * 1000).toISOString(),
    source: 'aggregate',
  };
}

function wordFor(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  return hours % 24 === 0 && hours > 0 ? `${hours / 24}d` : `${hours}h`;
}
