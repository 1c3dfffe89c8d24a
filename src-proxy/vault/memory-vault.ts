import type { TokenSet, Vault } from './vault.ts';

/** Keeps tokens for as long as the process lives. For tests, and for people who want nothing kept. */
export function createMemoryVault(): Vault {
  const sets = new Map<string, TokenSet>();
  return {
    kind: 'memory',
    detail: 'Tokens are kept in memory only and are gone when Evenkeel stops.',
    get: async (accountId) => copy(sets.get(accountId)),
    put: async (accountId, tokens) => {
      sets.set(accountId, { ...tokens });
    },
    delete: async (accountId) => {
      sets.delete(accountId);
    },
  };
}

/** A caller that changes what it got must not change what is kept: the other kinds give fresh objects too. */
function copy(tokens: TokenSet | undefined): TokenSet | null {
  return tokens === undefined ? null : { ...tokens };
}
