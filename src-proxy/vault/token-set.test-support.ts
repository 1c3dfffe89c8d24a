import type { TokenSet } from './vault.ts';

export function tokenSet(name: string, length = 900): TokenSet {
  const token = (kind: string): string => `${kind}-${name}-`.padEnd(length, 'x');
  return { idToken: token('id'), accessToken: token('access'), refreshToken: token('refresh'), obtainedAtMs: 1_000 };
}
