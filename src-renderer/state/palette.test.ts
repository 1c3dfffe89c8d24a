import { describe, expect, it, vi } from 'vitest';

import { Palette } from './palette.svelte.ts';

function memory(text: string | null = null) {
  const map = new Map(text === null ? [] : [['evenkeel.recent-commands', text]]);
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}

describe('Palette', () => {
  it('remembers the last six, newest first, each once, also after a reload', () => {
    const storage = memory();
    const palette = new Palette(storage);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'c']) palette.used(id);
    expect(palette.recent).toEqual(['c', 'g', 'f', 'e', 'd', 'b']);
    expect(new Palette(storage).recent).toEqual(palette.recent);
  });

  it.each(['{', '{"a":1}', '[1,null,"ok"]', 'null'])('takes %s from the storage for what it is worth', (text) => {
    vi.spyOn(console, 'info').mockImplementation(() => undefined);
    expect(new Palette(memory(text)).recent).toEqual(text.includes('ok') ? ['ok'] : []);
    vi.restoreAllMocks();
  });

  it('shows itself or the shortcuts, never both', () => {
    const palette = new Palette(null);
    palette.open();
    palette.help();
    expect([palette.isOpen, palette.isHelpOpen]).toEqual([false, true]);
    palette.open();
    expect([palette.isOpen, palette.isHelpOpen]).toEqual([true, false]);
  });
});
