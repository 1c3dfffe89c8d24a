import { describe, expect, it } from 'vitest';

import { followPageLink, pageOfLink } from './page-link.ts';

describe('a link to a page', () => {
  it.each([
    ['#page=connect', 'connect'],
    ['#page=audit&x=1', 'audit'],
    ['#page=toString', null],
    ['#page=', null],
    ['#account=connect', null],
    ['', null],
  ])('%j leads to %j', (hash, page) => {
    expect(pageOfLink(hash)).toBe(page);
  });

  it('goes there, and leaves nothing of itself in the address', () => {
    const done: string[] = [];
    followPageLink(
      { go: (page) => void done.push(`go ${page}`) },
      { hash: '#page=connect', pathname: '/dashboard', search: '?x=1' },
      { replaceState: (_state, _unused, url) => void done.push(`address ${String(url)}`) },
    );
    expect(done).toEqual(['address /dashboard?x=1', 'go connect']);
  });
});
