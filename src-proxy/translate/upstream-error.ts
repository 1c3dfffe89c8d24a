import { looseAt, stringOr, type Loose } from './response-event.ts';

/** The error object that OpenAI clients read. */
export interface ChatError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string | null;
  readonly [detail: string]: unknown;
}

/** An answer that ended badly. `status` is for a client that has been shown nothing yet. */
export interface ChatFailure {
  readonly status: number;
  readonly error: ChatError;
}

interface Kind {
  readonly status: number;
  readonly type: string;
}

const limited: Kind = { status: 429, type: 'rate_limit_error' };
const unauthorized: Kind = { status: 401, type: 'authentication_error' };
const badRequest: Kind = { status: 400, type: 'invalid_request_error' };
const unavailable: Kind = { status: 503, type: 'server_error' };
const broken: Kind = { status: 502, type: 'server_error' };

/** By code or by type, whichever the upstream gives. Everything else is an upstream that broke. */
const kinds: Readonly<Record<string, Kind>> = {
  rate_limit_exceeded: limited,
  rate_limit_error: limited,
  usage_limit_reached: { status: 429, type: 'usage_limit_reached' },
  insufficient_quota: { status: 429, type: 'insufficient_quota' },
  invalid_api_key: unauthorized,
  invalid_authentication: unauthorized,
  token_invalidated: unauthorized,
  authentication_error: unauthorized,
  invalid_request_error: badRequest,
  context_length_exceeded: badRequest,
  invalid_prompt: badRequest,
  moderation_blocked: badRequest,
  image_generation_user_error: badRequest,
  no_accounts: unavailable,
  no_plan_support_for_model: unavailable,
  quota_exhausted: unavailable,
};

/** What a client can do with beyond the four members. */
const details = ['plan_type', 'resets_at', 'resets_in_seconds'] as const;

export function toChatFailure(code: string, message: string, given: Loose = {}): ChatFailure {
  const stated = stringOr(given['type'], null);
  // `Object.hasOwn`: the names are the upstream's, and `constructor` is not a kind of error.
  const named = [code, stated ?? ''].find((name) => Object.hasOwn(kinds, name));
  const kind = (named === undefined ? undefined : kinds[named]) ?? broken;
  const extra = details.flatMap((name) => (given[name] == null ? [] : [[name, given[name]] as const]));
  return {
    status: kind.status,
    error: {
      message,
      type: stated === null || stated === 'error' ? kind.type : stated,
      code,
      param: stringOr(given['param'], null),
      ...Object.fromEntries(extra),
    },
  };
}

const silent = 'The upstream ended the answer with an error and gave no reason. Try again.';

/** Of `response.failed` (error inside the response) and `error` (error inside the event, or the event itself). */
export function failureOfEvent(data: Loose): ChatFailure {
  const inner = looseAt(looseAt(data['response'])['error'] ?? data['error'] ?? data);
  const code = stringOr(inner['code'], null) ?? usableType(inner['type']) ?? 'upstream_error';
  return toChatFailure(code, stringOr(inner['message'], silent), inner);
}

/** A bare event's own type is no error's. */
function usableType(value: unknown): string | null {
  return typeof value === 'string' && value !== 'error' && !value.startsWith('response.') ? value : null;
}

export const emptyCode = 'empty_response';

/** The answer came to its end and is nothing but thoughts. */
export function emptyFailure(): ChatFailure {
  return toChatFailure(
    emptyCode,
    'The model ended its answer after its thoughts, without a word or a call. Try again.',
  );
}

/** The stream ended and the answer had not. */
export function truncatedFailure(): ChatFailure {
  return toChatFailure(
    'upstream_stream_truncated',
    'The upstream ended the stream before the answer was complete. What came is not the whole answer; try again.',
  );
}
