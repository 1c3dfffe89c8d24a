import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountIdOf, claimsOf, identityOf, type Identity } from './identity.ts';

const auth = 'https://api.openai.com/auth';
const profile = 'https://api.openai.com/profile';
const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

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
