import { describe, expect, it } from 'vitest';

import type { UpstreamFailure } from '../provider.ts';
import { ProxyError } from '../ways/proxy-error.ts';
import {
  connectionFailure,
  failureOfConnection,
  failureOfEvent,
  failureOfResponse,
  retryHintMs,
} from './error-table.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const nowSeconds = nowMs / 1000;
const yearMs = 366 * 86_400_000;

function answer(statusCode: number, body: unknown, retryAfter: string | null = null): UpstreamFailure {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return failureOfResponse({ statusCode, rawHeaders: [], body: Buffer.from(text) }, retryAfter, nowMs);
}
const error = (code: string | null, message = 'no', type: string | null = null): unknown => ({
  error: { code, type, message },
});
const failed = (detail: unknown): string =>
  JSON.stringify({ type: 'response.failed', response: { status: 'failed', error: detail } });

describe('an error answer', () => {
  it.each([
    ['rate_limit', 429, error('rate_limit_exceeded')],
    ['rate_limit', 429, error('usage_limit_reached')],
    [
      'rate_limit',
      429,
      { error: { type: 'usage_limit_reached', message: 'The usage limit has been reached', plan_type: 'plus' } },
    ],
    ['rate_limit', 429, error('Rate_Limit_Exceeded', 'no', 'tokens')],
    ['quota', 429, error('insufficient_quota')],
    ['quota', 429, { error: { type: 'usage_not_included' } }],
    ['quota', 403, error('quota_exceeded')],
    ...[
      'refresh_token_expired',
      'refresh_token_reused',
      'refresh_token_invalidated',
      'invalid_refresh_token',
      'invalid_grant',
      'app_session_terminated',
      'account_session_expired',
      'account_auth_invalidated',
      'account_deactivated',
      'account_suspended',
      'account_deleted',
    ].map((code): [string, number, unknown] => ['permanent', 401, error(code)]),
    ['permanent', 400, { error: 'invalid_grant', error_description: 'no' }],
    ['permanent', 402, { detail: { code: 'deactivated_workspace' } }],
    ['permanent', 403, { detail: { code: 'invalid_workspace_selected' } }],
    ['unauthorized', 401, error('token_expired', 'Provided authentication token is expired.', 'invalid_request_error')],
    ['unauthorized', 401, error('token_invalidated')],
    ['unauthorized', 401, error('token_revoked')],
    ['unauthorized', 401, { detail: 'Unauthorized' }],
    ['unauthorized', 401, ''],
    ['account_refused', 402, { detail: 'Payment required' }],
    ['account_refused', 403, '<!DOCTYPE html><html><title>Just a moment...</title></html>'],
    ['burst', 429, { detail: 'Too many requests' }],
    ['burst', 429, ''],
    ['burst', 429, error('slow_down')],
    ['entitlement', 400, { detail: "The 'gpt-9' model is not supported when using Codex with a ChatGPT account." }],
    [
      'entitlement',
      400,
      error('invalid_request_error', "The 'gpt-9' model is not supported when using Codex with a ChatGPT account."),
    ],
    ['foreign_content', 400, error('invalid_encrypted_content')],
    ['foreign_content', 400, error('previous_response_not_found')],
    [
      'foreign_content',
      400,
      error(null, 'The encrypted content gAAA could not be verified. Reason: x', 'invalid_request_error'),
    ],
    ['server', 500, error('server_error')],
    ['server', 500, { error: { type: 'server_error', message: 'x' } }],
    ['server', 502, '<html>Bad gateway</html>'],
    ['server', 503, error('server_is_overloaded')],
    ['server', 503, error('slow_down')],
    ['server', 529, error('overloaded_error')],
    ['server', 500, error('invalid_request_error')],
    ['server', 400, error(null, 'Selected model is at capacity. Please try a different model.')],
    ['request', 400, { detail: 'Store must be set to false' }],
    ['request', 400, error('context_length_exceeded', 'x', 'invalid_request_error')],
    ['request', 400, error('server_error')],
    ['request', 404, { detail: 'Not Found' }],
    ['request', 422, { detail: [{ loc: ['body'], msg: 'field required' }] }],
    ['request', 413, 'too large'],
  ])('means %s: %i %j', (expected, status, body) => {
    expect(answer(status, body)).toMatchObject({ class: expected, statusCode: status });
  });

  it.each([
    [429, error('Usage_Limit_Reached', 'Used up'), 'usage_limit_reached', 'Used up'],
    [
      429,
      { error: { type: 'usage_limit_reached' } },
      'usage_limit_reached',
      '{"error":{"type":"usage_limit_reached"}}',
    ],
    [400, { detail: 'Stream must be set to true' }, 'http_400', 'Stream must be set to true'],
    [400, { message: 'plain' }, 'http_400', 'plain'],
    [
      402,
      { detail: { code: 'deactivated_workspace' } },
      'deactivated_workspace',
      '{"detail":{"code":"deactivated_workspace"}}',
    ],
    [400, { error: 'invalid_grant', error_description: 'The grant is gone' }, 'invalid_grant', 'The grant is gone'],
    [403, '<html>challenge</html>', 'http_403', 'HTTP 403'],
    [502, '', 'http_502', 'HTTP 502'],
    [500, 'upstream connect error', 'http_500', 'upstream connect error'],
    [429, '', 'rate_limit_burst', 'HTTP 429'],
    [500, { error: { code: 5, message: { no: 1 } } }, 'http_500', '{"error":{"code":5,"message":{"no":1}}}'],
  ])('%i %j is known as %s: %s', (status, body, code, message) => {
    expect(answer(status, body)).toMatchObject({ code, message });
  });

  it('is kept to 4 KiB, whatever the alphabet', () => {
    for (const letter of ['x', '€', '😀']) {
      const { raw, message } = answer(500, error('server_error', letter.repeat(9000)));
      expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(4096 + 3);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096 + 3);
      expect(raw.isWellFormed() && !raw.includes('\uFFFD')).toBe(true);
    }
  });

  it('keeps the answer to hand on', () => {
    expect(answer(400, { detail: 'x' }).response?.body.toString()).toBe('{"detail":"x"}');
  });
});

describe('when the limit lifts', () => {
  const limit = (fields: Record<string, unknown>) =>
    answer(429, { error: { code: 'usage_limit_reached', ...fields } }).resetsAtMs;
  it.each([
    ['resets_at', { resets_at: nowSeconds + 60 }, 60_000],
    ['resets_in_seconds', { resets_in_seconds: 90 }, 90_000],
    ['resets_at before resets_in_seconds', { resets_at: nowSeconds + 60, resets_in_seconds: 90 }, 60_000],
    ['a past resets_at gives way', { resets_at: nowSeconds - 1, resets_in_seconds: 90 }, 90_000],
    ['now is not the future', { resets_at: nowSeconds }, null],
    ['366 days', { resets_at: nowSeconds + yearMs / 1000 }, yearMs],
    ['more than 366 days', { resets_at: nowSeconds + yearMs / 1000 + 1 }, null],
    ['milliseconds by mistake', { resets_at: nowMs + 60_000 }, null],
    ['text', { resets_at: 'soon', resets_in_seconds: '5' }, null],
    ['negative', { resets_in_seconds: -5 }, null],
    ['nothing', {}, null],
  ])('%s', (_title, fields, expected) => {
    expect(limit(fields)).toBe(expected === null ? null : nowMs + expected);
  });

  it.each([
    ['try again in 1h2m3s', 3_723_000],
    ['Please try again in 500ms.', 500],
    ['Rate limit reached. Please try again in 1.1s. Visit', 1100],
    ['Try again in 20s', 20_000],
    ['try again in 5 seconds', 5000],
    ['try again in 5 minutes', 300_000],
    ['try again in 2 hours 1 minute', 7_260_000],
    ['try again in 1 day', 86_400_000],
    ['try again in 5 milliseconds', 5],
    ['try again in 3 moons', null],
    ['try again later', null],
    ['try again in 99999999999999h', null],
  ])('the hint %j', (message, expected) => {
    expect(retryHintMs(message)).toBe(expected);
  });

  it.each([
    ['12', 12_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1e300', null],
    ['99999999999', null],
    [null, null],
  ])('the header Retry-After: %j', (header, expected) => {
    expect(answer(429, '', header).retryAfterMs).toBe(expected);
  });

  it('takes the header before the hint', () => {
    expect(answer(429, error(null, 'try again in 5s'), '9').retryAfterMs).toBe(9000);
  });
});

describe('an error inside a stream', () => {
  it.each([
    ['rate_limit', 'usage_limit_reached', failed({ code: 'usage_limit_reached', message: 'x' })],
    [
      'rate_limit',
      'rate_limit_exceeded',
      failed({ code: 'rate_limit_exceeded', message: 'Please try again in 1.1s.' }),
    ],
    ['quota', 'insufficient_quota', failed({ code: 'insufficient_quota' })],
    ['permanent', 'account_deactivated', failed({ code: 'account_deactivated' })],
    ['server', 'server_is_overloaded', failed({ code: 'server_is_overloaded' })],
    ['server', 'slow_down', failed({ code: 'slow_down' })],
    ['server', 'server_error', failed({ code: 'server_error' })],
    ['request', 'context_length_exceeded', failed({ code: 'context_length_exceeded' })],
    ['foreign_content', 'invalid_encrypted_content', failed({ code: 'invalid_encrypted_content' })],
    ['rate_limit', 'rate_limit_exceeded', '{"type":"error","code":"rate_limit_exceeded","message":"x"}'],
    ['rate_limit', 'usage_limit_reached', '{"type":"error","error":{"type":"usage_limit_reached"}}'],
    ['server', 'upstream_error', failed(null)],
    ['server', 'upstream_error', '{"type":"error"}'],
    ['server', 'upstream_error', 'not json'],
  ])('means %s (%s): %s', (expected, code, data) => {
    expect(failureOfEvent(data, nowMs)).toMatchObject({ class: expected, code, statusCode: null, response: null });
  });

  it('reads when to try again', () => {
    expect(
      failureOfEvent(failed({ code: 'rate_limit_exceeded', message: 'try again in 1.1s' }), nowMs).retryAfterMs,
    ).toBe(1100);
    expect(failureOfEvent(failed({ code: 'usage_limit_reached', resets_at: nowSeconds + 5 }), nowMs).resetsAtMs).toBe(
      nowMs + 5000,
    );
  });
});

it.each([
  [true, 'dropped', 'stream_incomplete'],
  [false, 'unreachable', 'upstream_unreachable'],
])('a broken connection, sent=%s, means %s', (sent, expected, code) => {
  const broken = failureOfConnection(Object.assign(new Error('gone'), { code: 'ECONNRESET' }), sent);
  expect(broken).toMatchObject({ class: expected, code, statusCode: null, raw: 'ECONNRESET: gone' });
});

describe('a connection that failed', () => {
  const broken = (facts: object): Error => Object.assign(new Error('gone'), facts);

  it.each([
    ['the kernel gave up connecting', broken({ code: 'ETIMEDOUT', syscall: 'connect' }), 'unreachable'],
    ['the kernel gave up on a connection that stood', broken({ code: 'ETIMEDOUT', syscall: 'read' }), 'dropped'],
    ['a time-out that does not say of what', broken({ code: 'ETIMEDOUT' }), 'dropped'],
    ['no name server', broken({ code: 'ETIMEOUT', syscall: 'getaddrinfo' }), 'unreachable'],
    ['refused', broken({ code: 'ECONNREFUSED' }), 'unreachable'],
    ['reset', broken({ code: 'ECONNRESET', syscall: 'read' }), 'dropped'],
    [
      'every address failed',
      Object.assign(
        new AggregateError([
          broken({ code: 'ETIMEDOUT', syscall: 'connect' }),
          broken({ code: 'ENETUNREACH', syscall: 'connect' }),
        ]),
        { code: 'ETIMEDOUT' },
      ),
      'unreachable',
    ],
    ['several, one of unknown kind', new AggregateError([broken({ code: 'ECONNREFUSED' }), broken({})]), 'dropped'],
    ['nothing that is an error', 'gone', 'dropped'],
  ])('%s', (_name, thrown, expected) => {
    expect(connectionFailure(thrown).class).toBe(expected);
  });

  it.each([
    ['proxy', 'proxy_unavailable'],
    ['proxy_sign_in', 'proxy_auth_failed'],
    ['upstream', 'upstream_unreachable'],
  ] as const)('at a proxy, part %s, was never sent and says which proxy', (failedAt, code) => {
    const message = 'The proxy http://127.0.0.1:1 is no good.';
    const failure = { class: 'unreachable', code, message, raw: message, statusCode: null };
    expect(connectionFailure(new ProxyError(failedAt, message))).toMatchObject(failure);
    expect(failureOfConnection(new ProxyError(failedAt, message), true)).toMatchObject(failure);
  });
});
