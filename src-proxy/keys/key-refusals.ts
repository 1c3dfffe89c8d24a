import { Refusal } from '../contract/refusal.ts';
import { keyPrefix } from './key-secret.ts';
import type { LimitStanding } from './key-limits.ts';

/** How a key is to be sent, for whoever sent it otherwise. */
const expectedForm = `Send it as "Authorization: Bearer ${keyPrefix}…" or "x-api-key: ${keyPrefix}…", once.`;

export const keyRefusals = {
  missing: (): Refusal => new Refusal('invalid_api_key', `Missing API key in Authorization header. ${expectedForm}`),
  malformed: (): Refusal =>
    new Refusal('invalid_api_key', `Invalid API key: the header is not in a form that is understood. ${expectedForm}`),
  unknown: (): Refusal => new Refusal('invalid_api_key', 'Invalid API key. Nobody has this key, or not any more.'),
  revoked: (): Refusal => new Refusal('api_key_revoked', 'API key has been revoked by its owner.'),
  expired: (expiredAtMs: number): Refusal =>
    new Refusal('api_key_expired', `API key has expired. It was valid until ${new Date(expiredAtMs).toISOString()}.`),
  model: (model: string | null): Refusal =>
    new Refusal(
      'model_not_allowed',
      model === null
        ? 'This API key is for certain models only, and the request names none'
        : `This API key does not have access to model '${model}'`,
      { fields: { param: 'model' } },
    ),
  effort: (effort: string): Refusal =>
    new Refusal('reasoning_effort_not_allowed', `This API key does not have access to reasoning effort '${effort}'`, {
      fields: { param: 'reasoning.effort' },
    }),
  saidTwice: (member: string): Refusal =>
    new Refusal('request_malformed', `The request says \`${member}\` more than once.`, { fields: { param: member } }),
  noObject: (): Refusal => new Refusal('request_malformed', 'The body must be one JSON object.'),
  inactivePool: (): Refusal =>
    new Refusal('account_pool_inactive', 'Every account that this API key may use is paused or was removed.'),
};

/** The limit that fired, how far it is used, and when it starts anew: in the body, and where clients look for it. */
export function limitExceeded({ limit, used, held, resetAtMs }: LimitStanding, nowMs: number): Refusal {
  const { limitType, limitWindow, modelFilter, maxValue } = limit;
  const resetAt = new Date(resetAtMs).toISOString();
  const seconds = Math.max(1, Math.ceil((resetAtMs - nowMs) / 1000));
  const which = modelFilter === null ? '' : ` for model ${modelFilter}`;
  return new Refusal(
    'rate_limit_exceeded',
    `API key ${limitType} ${limitWindow} limit exceeded${which}. Usage resets at ${resetAt}.`,
    {
      fields: {
        limiter: 'api_key',
        limit_type: limitType,
        limit_window: limitWindow,
        model_filter: modelFilter,
        current: used + held,
        limit: maxValue,
        reset_at: resetAt,
        resets_at: Math.ceil(resetAtMs / 1000),
        resets_in_seconds: seconds,
      },
      headers: { 'retry-after': String(seconds) },
    },
  );
}
