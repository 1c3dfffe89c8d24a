import type { LimitType } from '../contract/api-keys.ts';
import type { LimitStanding } from './key-limits.ts';

/** `null` for what refuses nothing. */
const familyOf: Readonly<Record<LimitType, string | null>> = {
  requests: 'requests',
  total_tokens: 'tokens',
  input_tokens: 'tokens',
  output_tokens: 'tokens',
  cost_usd: 'cost-microusd',
  credits: null,
};

/** What is left of a key, in the headers that OpenAI clients read: of each kind the limit with the least left. */
export function rateHeaders(standings: readonly LimitStanding[], nowMs: number): Record<string, string> {
  const tightest = new Map<string, LimitStanding>();
  for (const standing of standings) {
    const family = familyOf[standing.limit.limitType];
    if (family === null) continue;
    const known = tightest.get(family);
    if (known === undefined || leftOf(standing) < leftOf(known)) tightest.set(family, standing);
  }
  const headers: Record<string, string> = {};
  for (const [family, standing] of tightest) {
    headers[`x-ratelimit-limit-${family}`] = String(standing.limit.maxValue);
    headers[`x-ratelimit-remaining-${family}`] = String(leftOf(standing));
    headers[`x-ratelimit-reset-${family}`] = `${Math.max(1, Math.ceil((standing.resetAtMs - nowMs) / 1000))}s`;
  }
  return headers;
}

function leftOf({ limit, used, held }: LimitStanding): number {
  return Math.max(0, limit.maxValue - used - held);
}
