import { inspect } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { redact, redactData } from './redact.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split('');
/** Random, and with a digit, as tokens are. */
const random = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 24, maxLength: 60 })
  .map((text) => `C4${text}`);

/** The shapes in which secrets appear; what must vanish, and how it is written. */
const shapes: Record<string, (secret: string) => string> = {
  'a JWT': (secret) => `eyJhbGciOiJ9.${secret}.${secret}`,
  'a JWT cut short': (secret) => `eyJhbGciOiJ9.${secret}`,
  'a bearer token': (secret) => `Bearer ${secret}`,
  'a bearer header': (secret) => `Authorization: bearer  ${secret}`,
  'basic credentials': (secret) => `authorization: Basic ${secret}`,
  'a refresh token rt_': (secret) => `rt_${secret}.${secret}`,
  'a refresh token rt.': (secret) => `rt.1.${secret}`,
  'a key sk-': (secret) => `sk-${secret}`,
  'a project key': (secret) => `sk-proj-${secret}`,
  'a session key': (secret) => `sess-${secret}`,
  'a cookie header': (secret) => `Cookie: a=1; session=${secret}; b=${secret}`,
  'a set-cookie header': (secret) => `set-cookie: __Secure-session=${secret}; HttpOnly`,
  'a query': (secret) => `https://x.test/?token=${secret}&a=1`,
  'a query of another name': (secret) => `/cb?session_token=${secret}`,
  'a query with a key': (secret) => `/v1?key=${secret}`,
  'a code of a sign-in': (secret) => `/auth/callback?code=${secret}&state=${secret}`,
  'a JSON member': (secret) => `{"refresh_token":"${secret}"}`,
  'a JSON member inside a JSON string': (secret) => JSON.stringify(JSON.stringify({ access_token: secret })),
  'a JSON member with an escape': (secret) => `{"access_token": "x\\"${secret}"}`,
  'an inspected object': (secret) => inspect({ apiKey: secret, id_token: secret }),
  'an api key header': (secret) => `x-api-key: ${secret}`,
  'a password in an address': (secret) => `http://user:${secret}@x.test/`,
  'a password with an @ in it': (secret) => `socks5://user:p@${secret}@x.test:1080`,
};

describe('redact (R1, R2)', () => {
  it.each(Object.entries(shapes))('leaves nothing of %s, whatever stands around it', (_name, write) => {
    const around = fc.oneof(fc.constantFrom('', ' ', '\n', '{"a":"', 'error: ', '('), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(around, random, fc.constantFrom('', ' ', '\n', '"', ')', ', then'), (before, secret, after) => {
        expect(redact(`${before}${write(secret)}${after}`)).not.toContain(secret);
      }),
    );
  });

  it.each([
    'The usage limit has been reached',
    'http://127.0.0.1:2455/backend-api/codex/responses',
    'task_routing_strategy start_of_something risk-management-policy sess',
    '{"input_tokens":12,"total_tokens":15,"code":"usage_limit_reached"}',
    'Port 2455 is held by codex (pid 12).',
    'resp_0123456789abcdef',
  ])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('is quick on long text without secrets', () => {
    const started = performance.now();
    for (const text of [
      'a'.repeat(300_000),
      'eyJ'.repeat(100_000),
      'key'.repeat(100_000),
      '"\\'.repeat(100_000),
      'bearer '.repeat(40_000),
    ])
      redact(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('redactData', () => {
  const secret = 'C4naryC4naryC4naryC4nary';
  const shown = (value: unknown): string => JSON.stringify(redactData(value)) ?? '';

  it.each<[string, unknown]>([
    ['a string', `Bearer ${secret}`],
    ['a member named for it', { accessToken: secret, nested: { password: secret } }],
    ['whatever such a member holds', { tokens: { a: secret }, cookies: [secret], secret: new Set([secret]) }],
    ['a member’s name', { [`sk-${secret}`]: 1 }],
    ['a header list', { rawHeaders: ['Cookie', `a=${secret}`, 'Authorization', secret, 'X-Api-Key', secret] }],
    ['an error', new Error(`failed with sk-${secret}`)],
    ['an error’s cause', new Error('outer', { cause: new Error(`inner rt_${secret}`) })],
    ['an error’s cause that is text', new Error('outer', { cause: `Bearer ${secret}` })],
    ['an error’s code', Object.assign(new Error('x'), { code: `sk-${secret}` })],
    ['an error’s other members', Object.assign(new Error('x'), { body: secret, config: { auth: secret } })],
    ['several errors in one', new AggregateError([new Error(`Bearer ${secret}`)], 'many')],
    ['depth', { a: { b: { c: { d: { e: { f: `sk-${secret}` } } } } } }],
    ['bytes', Buffer.from(secret)],
    ['a map', new Map([['token', secret]])],
    ['an address', new URL(`http://u:${secret}@x.test/?token=${secret}`)],
  ])('leaves nothing of a secret in %s', (_name, value) => {
    expect(shown(value)).not.toContain(secret);
    expect(shown(value)).not.toContain([...Buffer.from(secret)].join(','));
  });

  it('keeps what helps', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET' });
    const data = {
      status: 429,
      inputTokens: 12,
      ok: true,
      none: null,
      when: new Date(0),
      error: new TypeError('outer', { cause }),
    };
    expect(redactData(data)).toEqual({
      ...data,
      when: '1970-01-01T00:00:00.000Z',
      error: { name: 'TypeError', message: 'outer', cause: { name: 'Error', message: 'inner', code: 'ECONNRESET' } },
    });
  });

  it('comes to an end where data goes in circles', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const error = new Error('round');
    error.cause = error;
    expect(shown(circle)).toContain('[deep]');
    expect(shown(error)).toContain('[deep]');
  });
});
