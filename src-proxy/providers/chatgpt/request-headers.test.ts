import { describe, expect, it } from 'vitest';

import { upstreamHeaders } from './request-headers.ts';
import { clientHeaders, headerReader } from './response-headers.ts';

const identity = { accessToken: 'pool-token', chatgptAccountId: 'acc-1', requestId: 'req-1', ownName: 'evenkeel/1' };
const sent = (rawHeaders: string[], who = identity as Parameters<typeof upstreamHeaders>[1]) => {
  const flat = upstreamHeaders(rawHeaders, who);
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : []));
};
const names = (rawHeaders: string[]) => sent(rawHeaders).map(([name]) => name.toLowerCase());

describe('request headers', () => {
  it.each([
    'Authorization',
    'X-Api-Key',
    'api-key',
    'Cookie',
    'chatgpt-account-id',
    'Host',
    'Content-Length',
    'Connection',
    'Keep-Alive',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'Forwarded',
    'Via',
    'X-Real-IP',
    'True-Client-IP',
    'X-Forwarded-For',
    'X-Forwarded-Whatever',
    'CF-Connecting-IP',
    'Origin',
    'Referer',
    'Sec-Fetch-Site',
  ])('%s of the client never goes on', (name) => {
    expect(sent([name, 'canary']).some(([, value]) => value.includes('canary'))).toBe(false);
  });

  it('the token and the account are those of the chosen account', () => {
    const headers = sent(['authorization', 'Bearer own', 'ChatGPT-Account-Id', 'own']);
    expect(headers).toContainEqual(['authorization', 'Bearer pool-token']);
    expect(headers.filter(([name]) => name.toLowerCase() === 'chatgpt-account-id')).toEqual([
      ['chatgpt-account-id', 'acc-1'],
    ]);
  });

  it('an account known only locally sends no account id', () => {
    expect(sent([], { ...identity, chatgptAccountId: null }).some(([name]) => name === 'chatgpt-account-id')).toBe(
      false,
    );
  });

  it.each([
    'User-Agent',
    'originator',
    'version',
    'session-id',
    'session_id',
    'thread-id',
    'x-codex-turn-state',
    'x-codex-turn-metadata',
    'x-codex-installation-id',
    'x-codex-beta-features',
    'OpenAI-Beta',
    'Content-Type',
    'content-encoding',
    'Accept',
    'x-unknown',
  ])('%s passes in its own words', (name) => {
    expect(sent([name, 'as it came'])).toContainEqual([name, 'as it came']);
  });

  it('we name ourselves only where the client does not', () => {
    expect(sent([])).toEqual(
      expect.arrayContaining([
        ['user-agent', 'evenkeel/1'],
        ['originator', 'evenkeel'],
        ['x-request-id', 'req-1'],
      ]),
    );
    expect(names(['User-Agent', 'codex_exec/1']).filter((name) => name === 'originator')).toEqual([]);
    expect(sent(['X-Request-Id', 'mine']).filter(([name]) => name.toLowerCase() === 'x-request-id')).toEqual([
      ['X-Request-Id', 'mine'],
    ]);
  });

  it('what any Connection header names stays on this hop', () => {
    const headers = names([
      'Connection',
      'close, X-One',
      'x-one',
      '1',
      'connection',
      'x-two',
      'X-Two',
      '2',
      'x-three',
      '3',
    ]);
    expect(headers).not.toContain('x-one');
    expect(headers).not.toContain('x-two');
    expect(headers).toContain('x-three');
  });

  it('the answer is asked for unpacked, once', () => {
    expect(
      sent(['Accept-Encoding', 'gzip', 'accept-encoding', 'br']).filter(([name]) => name === 'accept-encoding'),
    ).toEqual([['accept-encoding', 'identity']]);
  });
});

describe('response headers', () => {
  it.each([
    'Set-Cookie',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'Strict-Transport-Security',
    'Alt-Svc',
    'Access-Control-Allow-Origin',
    'Access-Control-Allow-Credentials',
    'Access-Control-Allow-Private-Network',
  ])('%s does not reach the client (N5)', (name) => {
    expect(clientHeaders([name, 'x'])).toEqual([]);
  });

  it('everything else passes, bytes as text, in order and case', () => {
    const raw = [
      Buffer.from('X-Codex-Turn-State'),
      Buffer.from('abc'),
      'ETag',
      '"1"',
      Buffer.from('x-a'),
      Buffer.from([0xe9]),
    ];
    expect(clientHeaders(raw)).toEqual(['X-Codex-Turn-State', 'abc', 'ETag', '"1"', 'x-a', 'é']);
  });

  it('are looked up without regard to case; the first counts', () => {
    const read = headerReader(['Retry-After', '1', 'retry-after', '2']);
    expect([read('retry-after'), read('x')]).toEqual(['1', null]);
  });
});
