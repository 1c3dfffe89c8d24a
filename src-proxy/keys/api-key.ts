import type { ApiKeyRecord } from '../storage/store.ts';

/** A caller that has proven a key; the hash tells a key from the one it was replaced by. */
export interface KeyGrant {
  readonly keyId: string;
  readonly keyHash: string;
}

export type KeyStatus = 'active' | 'revoked' | 'expired';

/** Revoked goes before expired: it was a decision. */
export function statusOf({ isActive, expiresAtMs }: ApiKeyRecord, nowMs: number): KeyStatus {
  if (!isActive) return 'revoked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'active';
}
