import { explainKeychain } from './keychain-trouble.ts';
import type { Keychain } from './keychain.ts';

/**
 * Loads the native keychain. Late and by hand, so that a machine without libsecret gets a sentence and not a crash.
 * @throws VaultError `vault_unavailable` when it cannot be loaded.
 */
export async function loadKeytar(): Promise<Keychain> {
  try {
    // A CommonJS module: what it exports is the default of what is imported.
    const { default: keytar } = await import('keytar');
    return keytar;
  } catch (error) {
    throw explainKeychain(error);
  }
}
