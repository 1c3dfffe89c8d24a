import { createHash } from 'node:crypto';

/** The challenge of RFC 7636, 4.2, method S256. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

/** 32 bytes as 43 characters: what RFC 7636, 4.1 recommends for a verifier, and twice what a state needs. */
export function secretText(randomBytes: (size: number) => Buffer): string {
  return randomBytes(32).toString('base64url');
}
