import { describe, expect, it } from 'vitest';

import { readLaunchOptions } from './launch-options.ts';

describe('launch options', () => {
  it('E10: takes four names and passes over everything else', () => {
    const args = [
      '--no-sandbox',
      '.',
      '--remote-debugging-port=0',
      '--hidden',
      '--port',
      '2500',
      '--host=::1',
      '--data-dir',
      '/d',
      'evenkeel://x?port=1',
    ];
    expect(readLaunchOptions(args)).toEqual({
      hidden: true,
      restoresClients: false,
      flags: { port: '2500', host: '::1', dataDir: '/d' },
    });
  });

  it.each([
    [['setup', '--restore'], true],
    [['--no-sandbox', 'setup', '--restore'], true],
    [['setup', '--restore', 'codex'], false],
    [['setup', 'codex', '--restore'], false],
    [['setup', '--restore', '--dry-run'], false],
    [['setup', '--restore', '--data-dir', '/d'], false],
    [['--restore', 'setup'], false],
    [['accounts', 'setup', '--restore'], false],
    [['--restore'], false],
    [['setup'], false],
  ])('%j: the short cut of an uninstaller is %j; every other way of saying it is the command line', (args, isShort) => {
    expect(readLaunchOptions(args).restoresClients).toBe(isShort);
  });

  it('has nothing without arguments, and nothing for a name without a value', () => {
    expect(readLaunchOptions([])).toEqual({ hidden: false, restoresClients: false, flags: {} });
    expect(readLaunchOptions(['--port'])).toEqual({ hidden: false, restoresClients: false, flags: {} });
  });
});
