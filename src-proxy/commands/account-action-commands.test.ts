import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '../contract/account.ts';
import { accountNamed } from './account-action-commands.ts';

const account = (accountId: string, email: string | null, alias: string | null = null) =>
  ({ accountId, email, alias, chatgptAccountId: `chatgpt-${accountId}`, planType: 'plus' }) as AccountSummary;
const accounts = [
  account('a1', 'one@example.test', 'Work'),
  account('a2', 'two@example.test'),
  account('a3', 'two@example.test'),
];

describe('an account is found', () => {
  it.each([
    ['a2', 'a2'],
    ['ONE@example.test', 'a1'],
    ['work', 'a1'],
    ['chatgpt-a3', 'a3'],
  ])('by %s', (wanted, id) => {
    expect(accountNamed(wanted, accounts).accountId).toBe(id);
  });

  it('or nobody is, with a sentence', () => {
    expect(() => accountNamed('nobody', accounts)).toThrow('There is no account "nobody"');
    expect(() => accountNamed('two@example.test', accounts)).toThrow(/Name one by its id:\n {2}a2 .*\n {2}a3 /);
  });
});
