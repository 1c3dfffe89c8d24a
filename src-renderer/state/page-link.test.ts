import { describe, expect, it } from 'vitest';

import { followPageLink, jumpOfLink, pageOfLink } from './page-link.ts';

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

  it.each([
    ['#page=connect&client=codex', 'client:codex'],
    ['#page=connect&client=opencode&undo=1', 'undo-client:opencode'],
    ['#page=connect&client=other', null],
    ['#page=connect&undo=1', null],
    ['#page=connect', null],
  ])('%j leads in it to %j', (hash, target) => {
    expect(jumpOfLink(hash)).toBe(target);
  });

  it('goes there, and leaves nothing of itself in the address', () => {
    const done: string[] = [];
    followPageLink(
      { go: (page) => void done.push(`go ${page}`) },
      { to: (target) => void done.push(`to ${target}`) },
      { hash: '#page=connect&client=codex', pathname: '/dashboard', search: '?x=1' },
      { replaceState: (_state, _unused, url) => void done.push(`address ${String(url)}`) },
    );
    expect(done).toEqual(['address /dashboard?x=1', 'to client:codex', 'go connect']);
  });
});
