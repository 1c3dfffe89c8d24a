import { describe, expect, it } from 'vitest';

import { routeOf, Router } from './router.svelte.ts';

describe('Router', () => {
  it.each([
    ['/dashboard', 'overview'],
    ['/dashboard/', 'overview'],
    ['/dashboard/requests', 'requests'],
    ['/dashboard/keys', 'keys'],
    ['/dashboard/connect/', 'connect'],
    ['/dashboard/settings', 'settings'],
    ['/dashboard/else', null],
    ['/', null],
  ])('%s is %s', (path, name) => expect(routeOf(path)).toBe(name));

  it('adds one history entry per page change, none for the page it is on', () => {
    const pushed: string[] = [];
    const location = { pathname: '/dashboard' };
    const router = new Router({ pushState: (_state, _title, url) => pushed.push(String(url)) }, location);
    router.go('overview');
    router.go('settings');
    expect(pushed).toEqual(['/dashboard/settings']);
    router.follow();
    expect(router.route).toBe('overview');
  });
});
