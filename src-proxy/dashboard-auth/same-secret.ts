import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256, hex: of a secret with full entropy, enough to know it again, and nothing to get in with. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares digests of one length in constant time (A3). An empty or absent secret is the same as nothing (A7). */
export function isSameSecret(given: string | null | undefined, secret: string | null): boolean {
  if (!given || !secret) return false;
  const [left, right] = [given, secret].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
