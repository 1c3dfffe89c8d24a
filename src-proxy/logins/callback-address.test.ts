import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCallback, readPastedAddress } from './callback-address.ts';

const problemOf = (query: string): unknown => readCallback(new URLSearchParams(query));

describe('what the browser brings back', () => {
  it('a code', () => {
    expect(problemOf('code=C&state=S&scope=openid')).toEqual({
      kind: 'read',
      callback: { kind: 'code', state: 'S', code: 'C' },
    });
  });

  it('a refusal, its words cleaned', () => {
    expect(problemOf('error=access_denied&error_description=No%0A%20code=abc&state=S')).toEqual({
      kind: 'read',
      callback: { kind: 'refused', state: 'S', error: 'access_denied', description: 'No  code=[redacted]' },
    });
    expect(problemOf('error=%3Cscript%3E&state=S')).toMatchObject({ callback: { error: 'oauth_error' } });
  });

  it.each([
    ['code=C', 'oauth_state_missing'],
    ['code=C&state=', 'oauth_state_missing'],
    ['code=C&state=S&state=T', 'oauth_state_missing'],
    ['state=S', 'oauth_callback_invalid'],
    ['code=C&code=D&state=S', 'oauth_callback_invalid'],
  ])('%s is refused: %s', (query, problem) => {
    expect(problemOf(query)).toEqual({ kind: 'problem', problem });
  });
});

describe('a pasted address', () => {
  it.each([
    'http://localhost:1455/auth/callback?code=C&state=S',
    '  http://127.0.0.1:1455/auth/callback?code=C&state=S\n',
    'http://[::1]:1455/auth/callback?code=C&state=S',
    'localhost:1455/auth/callback?code=C&state=S',
  ])('%j is read', (text) => {
    expect(readPastedAddress(text)).toMatchObject({ kind: 'address', port: 1455 });
  });

  it.each([
    ['', 'oauth_callback_invalid'],
    ['two words', 'oauth_callback_invalid'],
    ['http://[', 'oauth_callback_invalid'],
    ['https://auth.openai.com/oauth/authorize?state=S', 'oauth_callback_wrong_address'],
    ['https://localhost:1455/auth/callback?code=C&state=S', 'oauth_callback_wrong_address'],
    ['http://localhost:1455/auth/callback/x?code=C&state=S', 'oauth_callback_wrong_address'],
    ['http://me:pw@localhost:1455/auth/callback?code=C&state=S', 'oauth_callback_wrong_address'],
    ['http://evil.test:1455/auth/callback?code=C&state=S', 'oauth_callback_wrong_address'],
  ])('%j is refused: %s', (text, problem) => {
    expect(readPastedAddress(text)).toEqual({ kind: 'problem', problem });
  });

  it('whatever is pasted, nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const read = readPastedAddress(text);
        expect(['address', 'problem']).toContain(read.kind);
        if (read.kind === 'address') expect(['read', 'problem']).toContain(readCallback(read.query).kind);
      }),
    );
  });
});
