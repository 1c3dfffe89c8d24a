import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encryptFernet, withPadding } from './fernet.fixture.ts';
import { decryptFernet, parseFernetKey, type FernetKey, type FernetResult } from './fernet.ts';

const specKey = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';

function keyOf(text: string): FernetKey {
  const key = parseFernetKey(text);
  if (key === null) throw new Error('This is no key.');
  return key;
}
const read = (token: string, keyText = specKey): FernetResult => decryptFernet(token, keyOf(keyText));
const plainOf = (result: FernetResult): string | null => ('plain' in result ? result.plain.toString('utf8') : null);

describe('the published test vectors', () => {
  it('generate and verify', () => {
    const token =
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
    expect(plainOf(read(token))).toBe('hello');
    // What the tests below write is what the specification writes.
    const iv = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    const atSeconds = Date.parse('1985-10-26T01:20:00-07:00') / 1000;
    expect(encryptFernet('hello', specKey, { iv, atSeconds })).toBe(token);
  });

  it.each([
    [
      'incorrect mac',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
      'foreign',
    ],
    ['too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==', 'malformed'],
    [
      'invalid base64',
      '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
      'malformed',
    ],
    [
      'payload size not multiple of block size',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
      'malformed',
    ],
    [
      'payload padding error',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
      'malformed',
    ],
    [
      'incorrect IV (causes padding error)',
      'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
      'malformed',
    ],
  ])('invalid: %s', (_name, token, failure) => {
    expect(read(token)).toEqual({ failure });
  });

  it.each([
    [
      'far-future TS',
      'gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==',
    ],
    [
      'expired TTL',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
    ],
  ])('invalid by its age alone, which nobody asks about here: %s', (_name, token) => {
    expect(plainOf(read(token))).toBe('');
  });

  it('what Python’s cryptography 48 made, with which codex-lb writes', () => {
    const token =
      'gAAAAABrAYiG3BoACVQVsTxBEg-N1EJ2a7YAGGn6VMi9dII73F8RM13RQjGkLnx_Kk0U0b4RkatTqqtaCEtBVHM5XdXGZ6wofA==';
    expect(plainOf(read(token, 'boi-4DaY_q--kStF96fj7jKeuXJnwONVX1FrzPgd-QU='))).toBe('made by python');
  });
});

describe('any token', () => {
  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((each) => Buffer.from(each));
  const keys = bytes(32).map(withPadding);
  const plains = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));

  it('comes back as it was', () => {
    fc.assert(
      fc.property(keys, bytes(16), plains, fc.nat(), (key, iv, plain, atSeconds) => {
        expect(read(encryptFernet(plain, key, { iv, atSeconds }), key)).toEqual({ plain });
      }),
    );
  });

  it('is refused after a change of any one bit', () => {
    fc.assert(
      fc.property(keys, plains, fc.nat(), (key, plain, at) => {
        const token = Buffer.from(encryptFernet(plain, key), 'base64url');
        const index = at % (token.length * 8);
        token[index >> 3] = (token[index >> 3] ?? 0) ^ (1 << (index & 7));
        expect(read(withPadding(token), key)).toHaveProperty('failure');
      }),
    );
  });

  it('is refused with another key', () => {
    fc.assert(
      fc.property(keys, keys, plains, (key, other, plain) => {
        fc.pre(key.slice(0, 20) !== other.slice(0, 20));
        expect(read(encryptFernet(plain, key), other)).toEqual({ failure: 'foreign' });
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(read(text)).toHaveProperty('failure');
      }),
    );
  });
});

describe('a key', () => {
  it('may end in a line break', () => {
    expect(parseFernetKey(`${specKey}\n`)).toEqual(parseFernetKey(specKey));
  });

  it.each(['', 'short', 'x'.repeat(44), `${'A'.repeat(40)}AAAA`, `${specKey.slice(0, -1)}!`, `${specKey}${specKey}`])(
    'is not %j',
    (text) => {
      expect(parseFernetKey(text)).toBeNull();
    },
  );
});
