import { randomBytes } from 'node:crypto';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { createKey, hashOfKey, isKeyOf, looksLikeKey } from './key-secret.ts';

it('a key is the prefix and 256 random bits; two are never the same', () => {
  const made = Array.from({ length: 200 }, () => createKey(randomBytes));
  for (const { key, hash, hint } of made) {
    expect(key).toMatch(/^sk-clb-[\w-]{43}$/);
    expect(hash).toMatch(/^[\da-f]{64}$/);
    expect(hint).toBe(`sk-clb-…${key.slice(-4)}`);
    expect(isKeyOf(key, hash)).toBe(true);
  }
  expect(new Set(made.map(({ key }) => key)).size).toBe(200);
});

it('A3: comparing never throws, whatever the lengths and letters, and finds the key alone', () => {
  const { key, hash } = createKey(randomBytes);
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4096 }),
    fc.constantFrom('', key.slice(1), `${key} `, 'ä€😀'),
  );
  fc.assert(
    fc.property(anyText, fc.oneof(anyText, fc.constant(hash)), (text, kept) => {
      expect(isKeyOf(text, kept)).toBe(text !== '' && kept.slice(0, 64).toLowerCase() === hashOfKey(text));
    }),
  );
  for (let length = 0; length <= 4096; length += 64) expect(isKeyOf('x'.repeat(length), hash)).toBe(false);
});

it('A7: nothing is no key, also of what would be its hash', () => {
  expect(isKeyOf('', hashOfKey(''))).toBe(false);
  expect(isKeyOf('x', '')).toBe(false);
});

it.each([
  ['sk-clb-abc', true],
  ['SK-CLB-abc', true],
  ['sk-clb', false],
  ['sk-ant-abc', false],
  ['', false],
])('%s is meant as one of ours: %s', (word, expected) => {
  expect(looksLikeKey(word)).toBe(expected);
});
