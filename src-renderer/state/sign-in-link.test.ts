import { describe, expect, it } from 'vitest';

import { SampleSignInEngine } from './sample-sign-in.ts';
import { accountOfSignInLink, followSignInLink } from './sign-in-link.ts';
import { SignIn } from './sign-in.svelte.ts';

it.each([
  ['#sign-in=new', null],
  ['#sign-in=a1', 'a1'],
  ['#sign-in=a%2F1', 'a/1'],
  ['#sign-in=', undefined],
  ['#content', undefined],
  ['', undefined],
])('%s leads to %s', (hash, account) => expect(accountOfSignInLink(hash)).toBe(account));

describe('a link to the sign-in', () => {
  function page(hash: string) {
    const engine = new SampleSignInEngine();
    const signIn = new SignIn(engine.api, () => undefined);
    const replaced: string[] = [];
    const history = {
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void replaced.push(String(url)),
    };
    const follow = (to = hash) =>
      followSignInLink(signIn, { hash: to, pathname: '/dashboard/requests', search: '?x=1' }, history);
    return { signIn, replaced, follow };
  }

  it('opens the dialog, begins nothing, and leaves the address', async () => {
    const { signIn, replaced, follow } = page('#sign-in=a1');
    await follow();
    expect(signIn).toMatchObject({ isOpen: true, accountId: 'a1', stage: { step: 'choose' } });
    expect(replaced).toEqual(['/dashboard/requests?x=1']);
  });

  it('leaves everything alone where it is none', async () => {
    const { signIn, replaced, follow } = page('#content');
    await follow();
    expect(signIn.isOpen).toBe(false);
    expect(replaced).toEqual([]);
  });

  it('does not disturb the same sign-in under way, and ends another', async () => {
    const { signIn, follow } = page('#sign-in=a1');
    await follow();
    await signIn.start('browser');
    await follow();
    expect(signIn.stage.step).toBe('waiting');
    await follow('#sign-in=new');
    expect(signIn).toMatchObject({ isOpen: true, accountId: null, stage: { step: 'choose' } });
  });
});
