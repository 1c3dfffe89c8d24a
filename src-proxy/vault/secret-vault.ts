import type { Vault } from './vault.ts';

/**
 * The vault as its kinds keep it: text under a name. `put` is atomic and durable: after it resolves a kill at any moment
 * leaves the new text, and while it runs either the old one or the new one, never neither and never a mixture.
 *
 * An account's token set is kept under the account's id; every other name begins with what it is and a colon.
 */
export interface SecretVault extends Pick<Vault, 'kind' | 'detail' | 'said'> {
  get(name: string): Promise<string | null>;
  put(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
}
