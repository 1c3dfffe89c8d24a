import { describe, expect, it } from 'vitest';

import { readLaunchOptions } from './launch-options.ts';

describe('launch options', () => {
  it('E10: takes five names and passes over everything else', () => {
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

  it('setup --restore gives other programs their files back; either word alone does not', () => {
    expect(readLaunchOptions(['setup', '--restore', 'codex']).restoresClients).toBe(true);
    expect(readLaunchOptions(['--restore']).restoresClients).toBe(false);
    expect(readLaunchOptions(['setup']).restoresClients).toBe(false);
  });

  it('has nothing without arguments, and nothing for a name without a value', () => {
    expect(readLaunchOptions([])).toEqual({ hidden: false, restoresClients: false, flags: {} });
    expect(readLaunchOptions(['--port'])).toEqual({ hidden: false, restoresClients: false, flags: {} });
  });
});
