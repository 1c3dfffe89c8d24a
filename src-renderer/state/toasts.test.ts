import { describe, expect, it } from 'vitest';

import type { Happening } from './happenings.ts';
import { Toasts } from './toasts.svelte.ts';

const back = (accountId: string): Happening => ({ kind: 'back', accountId });
const signIn = (accountId: string): Happening => ({ kind: 'needs-sign-in', accountId });

function toasting() {
  const due: (() => void)[] = [];
  const seen = { now: true };
  const toasts = new Toasts({ shownMs: 20_000, schedule: (work) => due.push(work), isSeen: () => seen.now });
  const names = () => toasts.shown.map(({ happening }) => happening.accountId);
  return { toasts, due, seen, names, pass: () => due.splice(0).forEach((work) => work()) };
}

describe('Toasts', () => {
  it('shows three at most, the newest last, and none twice', () => {
    const { toasts, names } = toasting();
    for (const id of ['a', 'b', 'a', 'c', 'd']) toasts.add(back(id));
    expect(names()).toEqual(['a', 'c', 'd']);
  });

  it('says one thing of an account: what it needs before what follows from that', () => {
    const { toasts } = toasting();
    const kinds = () => toasts.shown.map(({ happening }) => happening.kind);
    toasts.add(back('a'));
    toasts.add(signIn('a'));
    expect(kinds()).toEqual(['needs-sign-in']);
    toasts.add({ kind: 'moved', accountId: 'a', requestId: 'r', toAccountId: 'b' });
    expect(kinds()).toEqual(['needs-sign-in']);
  });

  it('news leave by themselves; what asks for something stays until it is sent away', () => {
    const { toasts, names, pass } = toasting();
    toasts.add(back('a'));
    toasts.add(signIn('b'));
    pass();
    expect(names()).toEqual(['b']);
    toasts.dismiss(toasts.shown[0]?.id ?? 0);
    expect(names()).toEqual([]);
  });

  it('nothing leaves unseen, nor while somebody is at it', () => {
    const { toasts, names, pass, seen } = toasting();
    toasts.add(back('a'));
    seen.now = false;
    pass();
    seen.now = true;
    toasts.isHeld = true;
    pass();
    expect(names()).toEqual(['a']);
    toasts.isHeld = false;
    pass();
    expect(names()).toEqual([]);
  });

  it('what no longer holds is taken back', () => {
    const { toasts, names } = toasting();
    toasts.add(signIn('a'));
    toasts.add(signIn('b'));
    toasts.retain(({ accountId }) => accountId !== 'a');
    expect(names()).toEqual(['b']);
  });
});
