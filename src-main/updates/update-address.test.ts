import { describe, expect, it } from 'vitest';

import { canVerifyUpdates } from './update-address.ts';

const address = 'owner: somebody\nrepo: evenkeel\nprovider: github\nupdaterCacheDirName: evenkeel-updater\n';
const manifest = '{"name":"evenkeel","version":"1.0.0"}';

describe('E11: an update that nobody could vouch for', () => {
  const onWindows = (addressFile: string): boolean => canVerifyUpdates('win32', { addressFile, manifest });
  const onMac = (packageJson: string): boolean =>
    canVerifyUpdates('darwin', { addressFile: address, manifest: packageJson });

  it('is not offered by an unsigned build for Windows', () => {
    expect(onWindows(address)).toBe(false);
    expect(onWindows(`${address}publisherName:\n`)).toBe(false);
    expect(onWindows(`${address}publisherName: null\n`)).toBe(false);
    expect(onWindows(`${address}publisherName: []\n`)).toBe(false);
  });

  it.each(['publisherName:\n  - CN=Somebody\n', 'publisherName:\r\n- Somebody\r\n', 'publisherName: Somebody\n'])(
    'is told by the publisher that a signed build names: %j',
    (line) => {
      expect(onWindows(line + address)).toBe(true);
      expect(onWindows(address + line)).toBe(true);
    },
  );

  it.each([manifest, '{"isSigned":false}', '{"isSigned":"true"}', 'null', '{"isSigned":tr', ''])(
    'is not offered by a build for macOS that does not say it is signed: %j',
    (packageJson) => {
      expect(onMac(packageJson)).toBe(false);
    },
  );

  it('is checked by macOS itself where the build says it is signed', () => {
    expect(onMac('{"name":"evenkeel","isSigned":true}')).toBe(true);
  });

  it('has digest and https alone on Linux', () => {
    expect(canVerifyUpdates('linux', { addressFile: address, manifest })).toBe(true);
  });
});
