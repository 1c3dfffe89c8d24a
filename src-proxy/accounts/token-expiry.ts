import type { TokenSet } from '../vault/vault.ts';
import { claimsOf } from './identity.ts';

/** A set never changes, and it is asked at every change of its account. */
const known = new WeakMap<TokenSet, number | null>();

/** When the access token ends by its own word (`exp`), epoch milliseconds; `null` where it does not say. */
export function accessTokenExpiryMs(tokens: TokenSet): number | null {
  const cached = known.get(tokens);
  if (cached !== undefined) return cached;
  const { exp } = claimsOf(tokens.accessToken);
  const expiryMs = typeof exp === 'number' && Number.isFinite(exp) && Math.abs(exp) < 8.64e12 ? exp * 1000 : null;
  known.set(tokens, expiryMs);
  return expiryMs;
}
