import { describe, expect, it } from 'vitest';

import { AccountsLook } from './accounts-view.svelte.ts';

function storage(held: Record<string, string> = {}) {
  const items = new Map(Object.entries(held));
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  };
}

describe('AccountsLook', () => {
  it('is remembered, and begins with cards', () => {
    const kept = storage();
    const look = new AccountsLook(kept);
    expect(look.view).toBe('cards');
    look.choose('table');
    expect(new AccountsLook(kept).view).toBe('table');
  });
  it('takes no word that it does not know', () =>
    expect(new AccountsLook(storage({ 'evenkeel.accounts-view': 'piles' })).view).toBe('cards'));
  it('works where the browser keeps nothing', () => {
    const look = new AccountsLook(null);
    look.choose('table');
    expect(look.view).toBe('table');
  });
});
