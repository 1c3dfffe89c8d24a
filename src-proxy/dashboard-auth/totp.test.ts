import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeAt, fromBase32, matchingStep, otpauthUri, stepOf, toBase32 } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

describe('codes by time', () => {
  // RFC 6238, appendix B, the rows of SHA-1.
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i seconds: %s', (seconds, expected) => {
    expect(codeAt(secret, stepOf(seconds * 1000), 8)).toBe(expected);
    expect(codeAt(secret, stepOf(seconds * 1000))).toBe(expected.slice(2));
  });

  it('takes one step around, and each code once: a taken one spends all before it', () => {
    const nowMs = 1_700_000_000_000;
    const step = stepOf(nowMs);
    for (const around of [-1, 0, 1])
      expect(matchingStep(secret, codeAt(secret, step + around), nowMs, 0)).not.toBeNull();
    for (const around of [-2, 2]) expect(matchingStep(secret, codeAt(secret, step + around), nowMs, 0)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step), nowMs, step)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step - 1), nowMs, step)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step + 1), nowMs, step)).toBe(step + 1);
  });

  it('reads a code as people write it, and nothing else as one', () => {
    const code = codeAt(secret, 1);
    expect(matchingStep(secret, `${code.slice(0, 3)} ${code.slice(3)}`, 30_000, 0)).toBe(1);
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d{6}$/.test(text.replace(/[\s-]/g, '')));
        expect(matchingStep(secret, text, 30_000, -1)).toBeNull();
      }),
    );
  });
});

describe('base32', () => {
  // RFC 4648, section 10.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is %j', (text, encoded) => {
    expect(toBase32(Buffer.from(text))).toBe(encoded);
  });

  it('comes back as it was, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(fromBase32(toBase32(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    expect(fromBase32('MZ1')).toBeNull();
  });
});

it('the address for authenticator apps names Evenkeel', () => {
  expect(otpauthUri('MZXW6')).toBe(
    'otpauth://totp/Evenkeel:dashboard?secret=MZXW6&issuer=Evenkeel&algorithm=SHA1&digits=6&period=30',
  );
});
