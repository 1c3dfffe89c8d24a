import { told } from '../contract/told.ts';
import { tokenVault, type OpenedVault } from './token-vault.ts';

/** Keeps secrets for as long as the process lives. For tests, and for people who want nothing kept. */
export function createMemoryVault(): OpenedVault {
  const texts = new Map<string, string>();
  const place = told('vault.in_memory', {}, 'Tokens are kept in memory only and are gone when Evenkeel stops.');
  return tokenVault({
    kind: 'memory',
    detail: place.sentence,
    said: [place.said],
    get: async (name) => texts.get(name) ?? null,
    put: async (name, text) => {
      texts.set(name, text);
    },
    delete: async (name) => {
      texts.delete(name);
    },
  });
}
