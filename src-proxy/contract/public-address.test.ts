import { describe, expect, it } from 'vitest';

import { readPublicAddresses } from './public-address.ts';

describe('readPublicAddresses', () => {
  it('reads names with and without a port, with and without TLS in front', () => {
    expect(readPublicAddresses(' https://Evenkeel.Example.org/, nas.local:2455 http://10.0.0.1 ,[fd00::1]:8 ')).toEqual(
      [
        { host: 'evenkeel.example.org', isEncrypted: true },
        { host: 'nas.local:2455', isEncrypted: false },
        { host: '10.0.0.1', isEncrypted: false },
        { host: '[fd00::1]:8', isEncrypted: false },
      ],
    );
    expect(readPublicAddresses('')).toEqual([]);
  });

  it.each([
    '*',
    'https://*.a.test',
    'a.test/path',
    'https://a.test?x=1',
    'a.test#x',
    'u@a.test',
    'https://',
    'a.test, b c/d',
  ])('%j is none', (text) => expect(readPublicAddresses(text)).toBeNull());
});
