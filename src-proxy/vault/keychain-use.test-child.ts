/** Tries the keychain of its session once for each message, and answers with what came of it. One process, as an engine is. */
import { probeKeychain } from './keychain-probe.ts';
import { loadKeytar } from './keytar-keychain.ts';
import { VaultError } from './vault.ts';

process.on('message', () => {
  probeKeychain({ loadKeychain: loadKeytar, service: 'Evenkeel test', timeoutMs: 10_000 }).then(
    () => process.send?.('it answers'),
    (error: unknown) => process.send?.(error instanceof VaultError ? error.code : String(error)),
  );
});
