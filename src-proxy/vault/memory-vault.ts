import { tokenVault, type OpenedVault } from './token-vault.ts';

/** Keeps secrets for as long as the process lives. For tests, and for people who want nothing kept. */
export function createMemoryVault(): OpenedVault {
  const texts = new Map<string, string>();
  return tokenVault({
    kind: 'memory',
    detail: 'Tokens are kept in memory only and are gone when Evenkeel stops.',
    get: async (name) => texts.get(name) ?? null,
    put: async (name, text) => {
      texts.set(name, text);
    },
    delete: async (name) => {
      texts.delete(name);
    },
  });
}
