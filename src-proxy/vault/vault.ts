import type { Said } from '../contract/said.ts';

/** The tokens of one account. */
export interface TokenSet {
  /** Empty where the sign-in came without one; the next renewal brings it. */
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When these were obtained, milliseconds since the epoch; `null` when the file they came from did not say. */
  readonly obtainedAtMs: number | null;
}

/**
 * The door to accounts' tokens. `put` is atomic and durable: after it resolves a kill at any moment leaves the new set, and
 * while it runs either the old set or the new one, never neither and never a mixture.
 */
export interface Vault {
  readonly kind: 'keychain' | 'file' | 'memory';
  /** One sentence for a person: where tokens are and, where it is not the keychain, why. */
  readonly detail: string;
  /** The same in parts, for whoever says it in another language. */
  readonly said: readonly Said[];
  get(accountId: string): Promise<TokenSet | null>;
  put(accountId: string, tokens: TokenSet): Promise<void>;
  delete(accountId: string): Promise<void>;
}

export class VaultError extends Error {
  readonly code: 'vault_unavailable' | 'vault_locked' | 'vault_replaced' | 'vault_damaged' | 'vault_write_failed';

  /** What to install or unlock, where that is known. */
  readonly said: Said | null;

  constructor(code: VaultError['code'], message: string, options: ErrorOptions & { readonly said?: Said } = {}) {
    super(message, options);
    this.name = 'VaultError';
    this.code = code;
    this.said = options.said ?? null;
  }
}
