import { expect, it } from 'vitest';

import { AccountLink, targetOfLink } from './account-link.svelte.ts';

it.each([
  ['#account=a1', { accountId: 'a1', part: 'details' }],
  ['#account=a%2F1', { accountId: 'a/1', part: 'details' }],
  ['#account=a1&show=resets', { accountId: 'a1', part: 'resets' }],
  ['#account=a1&show=else', { accountId: 'a1', part: 'details' }],
  ['#show=resets', null],
  ['#account=', null],
  ['#sign-in=a1', null],
  ['', null],
])('%s leads to %s', (hash, target) => expect(targetOfLink(hash)).toEqual(target));

it('is followed once, and leaves the address', () => {
  const replaced: string[] = [];
  const history = {
    replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void replaced.push(String(url)),
  };
  const link = new AccountLink();
  link.follow({ hash: '#content', pathname: '/dashboard', search: '' }, history);
  expect([link.target, replaced]).toEqual([null, []]);
  link.follow({ hash: '#account=a1', pathname: '/dashboard/requests', search: '?x=1' }, history);
  expect([link.target?.accountId, replaced]).toEqual(['a1', ['/dashboard/requests?x=1']]);
  link.close();
  expect(link.target).toBeNull();
});
