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
    expect(readLaunchOptions(args)).toEqual({ hidden: true, flags: { port: '2500', host: '::1', dataDir: '/d' } });
  });

  it('has nothing without arguments, and nothing for a name without a value', () => {
    expect(readLaunchOptions([])).toEqual({ hidden: false, flags: {} });
    expect(readLaunchOptions(['--port'])).toEqual({ hidden: false, flags: {} });
  });
});
