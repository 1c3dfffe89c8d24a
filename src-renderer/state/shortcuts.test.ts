import { describe, expect, it } from 'vitest';

import { routes } from './router.svelte.ts';
import { pageLetters, Shortcuts, type KeyPress } from './shortcuts.ts';

const plain: KeyPress = {
  key: '',
  ctrl: false,
  meta: false,
  alt: false,
  shift: false,
  repeat: false,
  isTyping: false,
  isModal: false,
};
const on = { singleKeys: true, nowMs: 0 };

function pressed(keys: readonly Partial<KeyPress>[], options = on) {
  const shortcuts = new Shortcuts();
  return keys.map((key) => shortcuts.press({ ...plain, ...key }, options)).at(-1);
}

describe('Shortcuts', () => {
  it('Ctrl or Cmd and K open the palette, also where somebody writes', () => {
    expect(pressed([{ key: 'k', ctrl: true, isTyping: true }])).toEqual({ kind: 'palette' });
    expect(pressed([{ key: 'K', meta: true }])).toEqual({ kind: 'palette' });
    expect(pressed([{ key: 'k', ctrl: true, shift: true }])).toBeNull();
    expect(pressed([{ key: 'k', ctrl: true, meta: true }])).toBeNull();
    expect(pressed([{ key: 'k', ctrl: true, isModal: true }])).toBeNull();
  });

  it('g and a letter go to a page', () => {
    expect(pressed([{ key: 'g' }, { key: 'o' }])).toEqual({ kind: 'go', page: 'overview' });
    expect(pressed([{ key: 'g' }, { key: 'r' }])).toEqual({ kind: 'go', page: 'requests' });
    expect(pressed([{ key: 'g' }, { key: 'x' }])).toBeNull();
    expect(pressed([{ key: 'g' }, { key: 'x' }, { key: 'o' }])).toBeNull();
    expect(pressed([{ key: 'o' }])).toBeNull();
  });

  it('the letter must come soon', () => {
    const shortcuts = new Shortcuts();
    shortcuts.press({ ...plain, key: 'g' }, on);
    expect(shortcuts.press({ ...plain, key: 'o' }, { singleKeys: true, nowMs: 1_501 })).toBeNull();
  });

  it.each([
    ['while somebody writes', { isTyping: true }],
    ['in a dialog', { isModal: true }],
    ['with another key held', { ctrl: true }],
    ['held down', { repeat: true }],
  ])('no single key counts %s', (_when, parts) => {
    expect(pressed([{ key: '?', ...parts }])).toBeNull();
    expect(
      pressed([
        { key: 'g', ...parts },
        { key: 'o', ...parts },
      ]),
    ).toBeNull();
  });

  it('WCAG 2.1.4: single keys can be switched off, the palette stays', () => {
    const off = { singleKeys: false, nowMs: 0 };
    expect(pressed([{ key: '?', shift: true }], on)).toEqual({ kind: 'help' });
    expect(pressed([{ key: '?', shift: true }], off)).toBeNull();
    expect(pressed([{ key: 'g' }, { key: 'o' }], off)).toBeNull();
    expect(pressed([{ key: 'k', ctrl: true }], off)).toEqual({ kind: 'palette' });
  });

  it('every page has a letter of its own', () => {
    const letters = Object.keys(routes).map((name) => pageLetters[name]);
    expect(letters).not.toContain(undefined);
    expect(new Set(Object.values(pageLetters)).size).toBe(Object.keys(pageLetters).length);
  });
});
