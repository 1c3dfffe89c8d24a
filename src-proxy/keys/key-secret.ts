/**
 * SECURITY: what an API key is made of. The threat is a list of keys in the wrong hands: a key has 256 random bits and is
 * kept as its SHA-256 alone, which such a key needs no salt for, so that database, log and memory hold nothing to use it
 * with. Digests of fixed length are compared in constant time; nothing in the engine compares the keys themselves.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** codex-lb's, so that keys and clients carry over. */
export const keyPrefix = 'sk-clb-';
const secretBytes = 32;
const hintChars = 4;
const digestBytes = 32;

export interface NewKey {
  /** To be shown once, and kept nowhere. */
  readonly key: string;
  readonly hash: string;
  readonly hint: string;
}

/** @param randomBytes cryptographically strong */
export function createKey(randomBytes: (size: number) => Buffer): NewKey {
  const key = keyPrefix + randomBytes(secretBytes).toString('base64url');
  return { key, hash: hashOfKey(key), hint: `${keyPrefix}…${key.slice(-hintChars)}` };
}

/** SHA-256, hex. Takes any text, of any length. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

/** Whether a key is the one with this hash. Never throws: what is no digest matches nothing, and neither does nothing. */
export function isKeyOf(key: string, hash: string): boolean {
  const kept = Buffer.from(hash, 'hex');
  if (key === '' || kept.length !== digestBytes) return false;
  return timingSafeEqual(createHash('sha256').update(key, 'utf8').digest(), kept);
}

/** A word that is meant to be one of our keys, well or badly written. */
export function looksLikeKey(word: string): boolean {
  return word.slice(0, keyPrefix.length).toLowerCase() === keyPrefix;
}
