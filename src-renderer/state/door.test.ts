import { describe, expect, it } from 'vitest';

import type { DashboardSession } from '#contract/dashboard-auth.ts';

import { Door, takeHandoverFrom } from './door.svelte.ts';

const nobody: DashboardSession = {
  role: null,
  via: null,
  passwordSet: true,
  bootstrapRequired: false,
  totpRequired: false,
  totpEnabled: false,
  guestAccess: false,
  expiresAt: null,
};
const owner: DashboardSession = { ...nobody, role: 'owner', via: 'password' };

function doorOf(answers: Record<string, () => Response>) {
  const asked: { path: string; init: RequestInit | undefined }[] = [];
  const door = new Door((input, init) => {
    const path = typeof input === 'string' ? input : '';
    asked.push({ path, init });
    const answer = answers[path];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Nobody answers.'));
  });
  return { door, asked };
}

describe('the door', () => {
  it('lets in whoever the engine knows, and nobody else', async () => {
    let session = nobody;
    const { door } = doorOf({ '/api/dashboard-auth/session': () => Response.json(session) });
    expect(door.phase).toBe('looking');
    await door.look();
    expect(door.phase).toBe('out');
    session = owner;
    await door.look();
    expect([door.phase, door.isGuest, door.isLocal]).toEqual(['in', false, false]);
  });

  it('shows the page where the engine does not answer: it says so itself', async () => {
    const { door } = doorOf({});
    await door.look();
    expect(door.phase).toBe('in');
  });

  it('looks again when an answer says that nobody is signed in, and says with each change that it is our page', async () => {
    let session = owner;
    const { door, asked } = doorOf({
      '/api/dashboard-auth/session': () => Response.json(session),
      '/api/accounts': () => new Response('{}', { status: 401 }),
    });
    await door.look();
    session = nobody;
    await door.fetch('/api/accounts', { method: 'POST' });
    await door.look();
    expect(door.phase).toBe('out');
    const post = asked.find(({ path }) => path === '/api/accounts');
    expect(new Headers(post?.init?.headers).get('x-evenkeel-page')).toBe('1');
  });

  it('A11: uses the window’s token only where nobody is in yet', async () => {
    const taken = { '/api/dashboard-auth/handover': () => Response.json({ ...owner, via: 'desktop' }) };
    const out = doorOf({ ...taken, '/api/dashboard-auth/session': () => Response.json(nobody) });
    await out.door.follow('token');
    expect([out.door.phase, out.door.isLocal]).toEqual(['in', true]);
    const inside = doorOf({ ...taken, '/api/dashboard-auth/session': () => Response.json(owner) });
    await inside.door.follow('token');
    expect(inside.asked.map(({ path }) => path)).toEqual(['/api/dashboard-auth/session']);
  });
});

describe('A11: the token in the address', () => {
  it.each([
    ['#handover=one%2Ftwo', 'one/two', '/dashboard?x=1'],
    ['#account=a&handover=one', 'one', '/dashboard?x=1#account=a'],
    ['#account=a', null, null],
    ['', null, null],
  ])('%s: %s', (hash, token, left) => {
    const replaced: (string | null)[] = [];
    const history = {
      replaceState: (_state: unknown, _unused: string, url?: string | URL | null) => void replaced.push(String(url)),
    };
    expect(takeHandoverFrom({ hash, pathname: '/dashboard', search: '?x=1' }, history)).toBe(token);
    expect(replaced).toEqual(left === null ? [] : [left]);
  });
});
