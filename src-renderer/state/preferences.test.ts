import { describe, expect, it } from 'vitest';

import { Preferences } from './preferences.svelte.ts';

function memory(entries: Record<string, string> = {}) {
  const map = new Map(Object.entries(entries));
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}

describe('Preferences', () => {
  it('remembers the theme and applies it at once', () => {
    const storage = memory();
    const applied: string[] = [];
    new Preferences(storage, (theme) => applied.push(theme)).setTheme('dark');
    expect(applied).toEqual(['dark']);
    expect(new Preferences(storage, () => undefined).theme).toBe('dark');
  });

  it('reads anything else as "follow the system"', () => {
    expect(new Preferences(memory({ 'evenkeel.theme': 'pink' }), () => undefined).theme).toBe('system');
  });

  it('hides e-mails until told otherwise, also after a reload', () => {
    const storage = memory();
    new Preferences(storage, () => undefined).setMaskEmails(true);
    const preferences = new Preferences(storage, () => undefined);
    expect(preferences.shown('anna@example.com')).toBe('a•••@•••.com');
    preferences.setMaskEmails(false);
    expect(preferences.shown('anna@example.com')).toBe('anna@example.com');
  });

  it('has single-key shortcuts until they are switched off, also after a reload', () => {
    const storage = memory();
    expect(new Preferences(storage, () => undefined).singleKeys).toBe(true);
    new Preferences(storage, () => undefined).setSingleKeys(false);
    expect(new Preferences(storage, () => undefined).singleKeys).toBe(false);
  });

  it('works without storage', () => {
    const preferences = new Preferences(null, () => undefined);
    preferences.setTheme('light');
    expect(preferences.theme).toBe('light');
  });

  it('remembers which columns were chosen, until they are left to the room there is', () => {
    const storage = memory();
    const applyTheme = () => undefined;
    new Preferences(storage, applyTheme).setRequestColumns(['time', 'why']);
    const preferences = new Preferences(storage, applyTheme);
    expect(preferences.requestColumns).toEqual(['time', 'why']);
    preferences.setRequestColumns(null);
    expect(new Preferences(storage, applyTheme).requestColumns).toBeNull();
  });
});
