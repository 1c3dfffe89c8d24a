import { describe, expect, it } from 'vitest';

import { rankCommands } from './rank-commands.ts';

const commands = [
  { id: 'overview', title: 'Go to overview' },
  { id: 'settings', title: 'Go to settings' },
  { id: 'theme', title: 'Use the dark theme', keywords: 'night settings' },
  { id: 'pause', title: 'Pause anna' },
];
const ids = (typed: string, recent: string[] = []): string[] =>
  rankCommands(commands, typed, recent).map(({ id }) => id);

describe('rankCommands', () => {
  it('with nothing typed, what was used lately comes first and the rest stays in order', () => {
    expect(ids('')).toEqual(['overview', 'settings', 'theme', 'pause']);
    expect(ids('', ['pause', 'settings'])).toEqual(['pause', 'settings', 'overview', 'theme']);
  });

  it('a word of the title counts more than one that is not shown', () => {
    expect(ids('settings')).toEqual(['settings', 'theme']);
    expect(ids('settings', ['theme'])).toEqual(['settings', 'theme']);
  });

  it('of what fits alike, the one used lately wins', () => {
    expect(ids('go')).toEqual(['overview', 'settings']);
    expect(ids('go', ['settings'])).toEqual(['settings', 'overview']);
  });

  it('what is gone and was used lately is not missed', () => {
    expect(ids('', ['account:removed'])).toHaveLength(commands.length);
    expect(ids('xyz')).toEqual([]);
  });
});
