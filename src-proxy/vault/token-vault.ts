import type { SecretVault } from './secret-vault.ts';
import { decodeTokenSet, encodeTokenSet } from './token-set-codec.ts';
import { VaultError, type Vault } from './vault.ts';

/** A vault with both its doors: token sets of accounts, and the text-level one for whatever else is secret. */
export interface OpenedVault extends Vault {
  readonly secrets: SecretVault;
}

/** The door for token sets. @throws VaultError `vault_damaged` where what is kept is no token set. */
export function tokenVault(secrets: SecretVault): OpenedVault {
  return {
    kind: secrets.kind,
    detail: secrets.detail,
    said: secrets.said,
    secrets,
    get: async (accountId) => {
      const text = await secrets.get(accountId);
      if (text === null) return null;
      const tokens = decodeTokenSet(text);
      if (tokens === null) throw damaged(accountId);
      return tokens;
    },
    put: async (accountId, tokens) => await secrets.put(accountId, encodeTokenSet(tokens)),
    delete: async (accountId) => await secrets.delete(accountId),
  };
}

function damaged(accountId: string): VaultError {
  return new VaultError(
    'vault_damaged',
    `What the vault keeps for account ${accountId} is no set of tokens. Sign in to this account again.`,
  );
}
