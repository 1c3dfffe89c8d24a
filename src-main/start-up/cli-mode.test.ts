import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { commandLineOf } from './cli-mode.ts';

const of = (...args: string[]) => commandLineOf(['/opt/evenkeel', ...args], { isPackaged: true });

describe('the installed app as a command', () => {
  it('runs a command with all that belongs to it', () => {
    expect(of('accounts', 'list', '--data-dir', '/d')).toEqual([
      '/opt/evenkeel',
      'evenkeel',
      'accounts',
      'list',
      '--data-dir',
      '/d',
    ]);
    expect(of('--no-sandbox', 'doctor')).toEqual(['/opt/evenkeel', 'evenkeel', 'doctor']);
    expect(of('--version')).toEqual(['/opt/evenkeel', 'evenkeel', '--version']);
  });

  it.each([
    [[]],
    [['--hidden']],
    [['--port', '2500']],
    [['--hidden', 'accounts', 'list']],
    [['evenkeel://accounts']],
    [['--remote-debugging-port=0', 'serve']],
    [['Accounts']],
  ])('E10: %j is the app itself', (args) => {
    expect(of(...args)).toBeNull();
  });

  it('not packaged, the folder of the app comes before its words', () => {
    const argv = ['/x/electron', '--no-sandbox', '/src/accounts', 'doctor'];
    expect(commandLineOf(argv, { isPackaged: false })).toEqual(['/x/electron', 'evenkeel', 'doctor']);
    expect(commandLineOf(argv.slice(0, 3), { isPackaged: false })).toBeNull();
  });

  it('knows every command that there is', () => {
    const folder = new URL('../../src-proxy/commands/', import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const source = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
    const named = [...source.matchAll(/program\s*\.command\('([a-z-]+)/g)].map(([, name = '']) => name);
    expect(named).toEqual(
      expect.arrayContaining(['serve', 'accounts', 'doctor', 'keys', 'sources', 'dashboard', 'setup', 'affinity']),
    );
    for (const name of named) expect(of(name)).not.toBeNull();
  });
});
