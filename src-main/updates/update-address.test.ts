import { describe, expect, it } from 'vitest';

import { canVerifyUpdates } from './update-address.ts';

const address = 'owner: somebody\nrepo: evenkeel\nprovider: github\nupdaterCacheDirName: evenkeel-updater\n';

describe('E11: an update that nobody could vouch for', () => {
  it('is not offered by an unsigned build for Windows', () => {
    expect(canVerifyUpdates('win32', address)).toBe(false);
    expect(canVerifyUpdates('win32', `${address}publisherName:\n`)).toBe(false);
    expect(canVerifyUpdates('win32', `${address}publisherName: null\n`)).toBe(false);
    expect(canVerifyUpdates('win32', `${address}publisherName: []\n`)).toBe(false);
  });

  it.each(['publisherName:\n  - CN=Somebody\n', 'publisherName:\r\n- Somebody\r\n', 'publisherName: Somebody\n'])(
    'is told by the publisher that a signed build names: %j',
    (line) => {
      expect(canVerifyUpdates('win32', line + address)).toBe(true);
      expect(canVerifyUpdates('win32', address + line)).toBe(true);
    },
  );

  it.each(['linux', 'darwin'] as const)('is the system’s matter on %s', (platform) => {
    expect(canVerifyUpdates(platform, address)).toBe(true);
  });
});
