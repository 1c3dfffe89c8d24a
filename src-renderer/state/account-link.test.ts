import { expect, it } from 'vitest';

import { AccountLink, accountOfLink } from './account-link.svelte.ts';

it.each([
  ['#account=a1', 'a1'],
  ['#account=a%2F1', 'a/1'],
  ['#account=', null],
  ['#sign-in=a1', null],
  ['', null],
])('%s leads to %s', (hash, account) => expect(accountOfLink(hash)).toBe(account));

it('is followed once, and leaves the address', () => {
  const replaced: string[] = [];
  const history = {
    replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void replaced.push(String(url)),
  };
  const link = new AccountLink();
  link.follow({ hash: '#content', pathname: '/dashboard', search: '' }, history);
  expect([link.accountId, replaced]).toEqual([null, []]);
  link.follow({ hash: '#account=a1', pathname: '/dashboard/requests', search: '?x=1' }, history);
  expect([link.accountId, replaced]).toEqual(['a1', ['/dashboard/requests?x=1']]);
  link.close();
  expect(link.accountId).toBeNull();
});
