import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AuthFileError, parseAuthFile } from './auth-file.ts';
import { accountIdOf, claimsOf, identityOf, type Identity } from './identity.ts';

const auth = 'https://api.openai.com/auth';
const profile = 'https://api.openai.com/profile';
const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const idToken = jwt({
  email: 'a@b.test',
  [auth]: { chatgpt_account_id: 'acc', chatgpt_plan_type: 'plus', chatgpt_user_id: 'user' },
});
const tokens = { id_token: idToken, access_token: 'opaque', refresh_token: 'rt' };
const file = (content: unknown): string => JSON.stringify(content);

describe('identityOf', () => {
  it.each<[string, object, object, Partial<Identity>]>([
    [
      'the namespace before the top level',
      { chatgpt_account_id: 'top', [auth]: { chatgpt_account_id: 'inner' } },
      {},
      { chatgptAccountId: 'inner' },
    ],
    ['the top level alone', { chatgpt_account_id: 'top' }, {}, { chatgptAccountId: 'top' }],
    [
      'the access token where the id token is silent',
      {},
      { [auth]: { chatgpt_account_id: 'acc' } },
      { chatgptAccountId: 'acc' },
    ],
    [
      'plan in lower case, kept when unknown',
      { [auth]: { chatgpt_plan_type: 'Self_Serve' } },
      {},
      { planType: 'self_serve' },
    ],
    ['user_id as an alias', { [auth]: { user_id: 'u' } }, {}, { chatgptUserId: 'u' }],
    ['sub as the last resort', { sub: 's' }, {}, { chatgptUserId: 's' }],
    [
      'workspace aliases',
      { [auth]: { organization_id: 'o', org_name: 'n' } },
      {},
      { workspaceId: 'o', workspaceLabel: 'n' },
    ],
    ['seat type in one spelling', { [auth]: { entitlement_type: 'Usage-Based' } }, {}, { seatType: 'usage_based' }],
    ['e-mail of the profile', {}, { [profile]: { email: 'p@b.test' } }, { email: 'p@b.test' }],
    [
      'no values of another kind',
      { email: 7, [auth]: { chatgpt_account_id: '  ', chatgpt_plan_type: null } },
      {},
      { email: null, chatgptAccountId: null, planType: 'unknown' },
    ],
  ])('takes %s', (_title, id, access, expected) => {
    expect(identityOf(jwt(id), jwt(access))).toMatchObject(expected);
  });

  it('never throws, whatever a token is; a malformed one has no claims', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(jwt)), (token) => {
        identityOf(token, token);
      }),
    );
    for (const token of ['', 'a', 'a.b.c', 'a..c', jwt([]), jwt('x'), jwt(null)]) expect(claimsOf(token)).toEqual({});
  });
});

describe('accountIdOf', () => {
  const nobody = identityOf('', '');
  it.each<[Partial<Identity>, RegExp | null]>([
    [{ chatgptAccountId: 'acc', workspaceId: 'w', email: 'a@b.test' }, /^acc_[0-9a-f]{8}$/],
    [{ chatgptAccountId: 'acc', email: 'a@b.test' }, /^acc_[0-9a-f]{8}$/],
    [{ chatgptAccountId: 'acc' }, /^acc$/],
    [{ email: 'a@b.test' }, /^email_[0-9a-f]{12}$/],
    [{ chatgptUserId: 'u' }, /^user_[0-9a-f]{12}$/],
    [{}, null],
  ])('of %j is like %s', (identity, expected) => {
    const id = accountIdOf({ ...nobody, ...identity });
    if (expected === null) expect(id).toBeNull();
    else expect(id).toMatch(expected);
  });

  it('is the same for the same person, and another for another seat', () => {
    const of = (more: Partial<Identity>) => accountIdOf({ ...nobody, chatgptAccountId: 'acc', ...more });
    expect(of({ email: 'A@b.test' })).toBe(of({ email: 'a@B.test' }));
    expect(of({ email: 'a@b.test' })).not.toBe(of({ email: 'c@b.test' }));
    expect(of({ workspaceId: 'one' })).not.toBe(of({ workspaceId: 'two' }));
  });
});

describe('parseAuthFile', () => {
  it('reads what `codex login` writes, and tolerates what it does not know', () => {
    const login = parseAuthFile(
      `\uFEFF${file({ auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens: { ...tokens, account_id: 'x', oauth_provenance: {} }, last_refresh: '2026-01-01T00:00:00Z', extra: 1 })}`,
    );
    expect(login.identity).toMatchObject({ chatgptAccountId: 'acc', email: 'a@b.test', planType: 'plus' });
    expect(login.tokens).toEqual({
      idToken,
      accessToken: 'opaque',
      refreshToken: 'rt',
      obtainedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    });
  });

  it.each([
    ['camelCase', { tokens: { idToken, accessToken: 'opaque', refreshToken: 'rt' } }],
    ['an empty name beside the other spelling', { tokens: { ...tokens, access_token: '', accessToken: 'opaque' } }],
    ['a last_refresh of another kind', { tokens, last_refresh: 1_767_225_600 }],
    ['a last_refresh that is no date', { tokens, last_refresh: 'yesterday' }],
    ['an account id of null', { tokens: { ...tokens, account_id: null } }],
  ])('accepts %s', (_title, content) => {
    expect(parseAuthFile(file(content))).toMatchObject({
      tokens: { accessToken: 'opaque', refreshToken: 'rt', idToken, obtainedAtMs: null },
    });
  });

  it('takes the account id beside the tokens when no token says it', () => {
    const content = { tokens: { ...tokens, id_token: jwt({ email: 'a@b.test' }), account_id: 'stated' } };
    expect(parseAuthFile(file(content)).identity.chatgptAccountId).toBe('stated');
  });

  it.each([
    ['', 'is not JSON'],
    ['{"tokens":', 'is not JSON'],
    ['null', 'not the auth.json'],
    ['[]', 'not the auth.json'],
    [file({ tokens: 'x' }), 'not the auth.json'],
    [file({ OPENAI_API_KEY: 'sk-x' }), 'holds an API key'],
    [file({}), 'holds no tokens'],
    [file({ tokens: { ...tokens, access_token: undefined } }), 'access token is missing'],
    [file({ tokens: { ...tokens, refresh_token: '  ' } }), 'refresh token is missing'],
    [file({ tokens: { ...tokens, refresh_token: null } }), 'refresh token is missing'],
    [file({ tokens: { ...tokens, id_token: null } }), 'id token is missing'],
    [file({ tokens: { ...tokens, id_token: 'x' } }), 'do not say whose'],
  ])('refuses %j: %s', (content, message) => {
    expect(() => parseAuthFile(content)).toThrow(AuthFileError);
    expect(() => parseAuthFile(content)).toThrow(message);
  });

  it('an error never repeats what was in the file', () => {
    for (const content of [
      '{"tokens":{"access_token":"canary"',
      file({ tokens: { access_token: 'canary' } }),
      file({ OPENAI_API_KEY: 'canary' }),
    ])
      expect(() => parseAuthFile(content)).not.toThrow('canary');
  });
});
