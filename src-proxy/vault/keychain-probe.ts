import { probeName } from './keychain-entries.ts';
import { explainKeychain } from './keychain-trouble.ts';
import type { Keychain } from './keychain.ts';

export interface KeychainProbe {
  readonly loadKeychain: () => Promise<Keychain>;
  readonly service: string;
  readonly timeoutMs: number;
}

/**
 * Loads the keychain and sees one entry written, read and deleted. A locked keyring may ask a person or hang: hence a limit.
 * @throws VaultError `vault_unavailable` or `vault_locked`, with what to install or unlock.
 */
export async function probeKeychain({ loadKeychain, service, timeoutMs }: KeychainProbe): Promise<Keychain> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.reject(new Error(`it did not answer within ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    return await Promise.race([loadAndTry(loadKeychain, service), limit.promise]);
  } catch (error) {
    throw explainKeychain(error);
  } finally {
    clearTimeout(timer);
  }
}

async function loadAndTry(loadKeychain: () => Promise<Keychain>, service: string): Promise<Keychain> {
  const keychain = await loadKeychain();
  // A name of its own: two processes that probe at once must not read each other's entry.
  const name = probeName(Date.now());
  await keychain.setPassword(service, name, 'probe');
  const back = await keychain.getPassword(service, name);
  await keychain.deletePassword(service, name);
  if (back !== 'probe') throw new Error('it did not give back what was put in');
  return keychain;
}
