import { describe, expect, it } from 'vitest';

import { routeOf, Router } from './router.svelte.ts';

describe('Router', () => {
  it.each([
    ['/dashboard', 'overview'],
    ['/dashboard/', 'overview'],
    ['/dashboard/accounts', 'accounts'],
    ['/dashboard/requests', 'requests'],
    ['/dashboard/keys', 'keys'],
    ['/dashboard/sources', 'sources'],
    ['/dashboard/connect/', 'connect'],
    ['/dashboard/settings', 'settings'],
    ['/dashboard/else', null],
    ['/', null],
  ])('%s is %s', (path, name) => expect(routeOf(path)).toBe(name));

  function routerAt(pathname: string, search = '') {
    const entries: string[] = [];
    const location = { pathname, search };
    const router = new Router(
      {
        pushState: (_state, _title, url) => entries.push(String(url)),
        replaceState: (_state, _title, url) => entries.splice(-1, 1, String(url)),
      },
      location,
    );
    return { router, entries, location };
  }

  it('adds one history entry per page change, none for the page it is on', () => {
    const { router, entries } = routerAt('/dashboard');
    router.go('overview');
    router.go('settings');
    expect(entries).toEqual(['/dashboard/settings']);
    router.follow();
    expect(router.route).toBe('overview');
  });

  it('keeps in the address what a page is narrowed to', () => {
    const { router, entries, location } = routerAt('/dashboard/requests', '?status=error');
    expect(router.search).toBe('?status=error');
    router.narrow('?text=a');
    router.narrow('?text=ab', { replace: true });
    router.narrow('?text=ab');
    expect(entries).toEqual(['/dashboard/requests?text=ab']);
    router.go('requests');
    expect([entries.at(-1), router.search]).toEqual(['/dashboard/requests', '']);
    location.search = '?text=ab';
    router.follow();
    expect(router.search).toBe('?text=ab');
  });
});
