import { randomBytes } from 'node:crypto';

import type { SecretVault } from '../../vault/secret-vault.ts';
import { coded, failure, fine, warning, type Finding, type SelfTest } from '../self-test.ts';

/** One name for ever: what a kill left behind is overwritten by the next round. */
const scratchName = 'diagnostics:scratch';

/** Where tokens are, and whether what goes in comes out again. */
export function vaultTests(secrets: SecretVault): SelfTest[] {
  return [
    {
      id: 'vault.round-trip',
      symptoms: ['S6', 'S30'],
      title: 'The vault keeps what it is given',
      run: () => roundTrip(secrets),
    },
    {
      id: 'vault.kind',
      symptoms: ['S18'],
      title: 'Tokens are kept in the system keychain',
      run: () => judgeKind(secrets),
    },
  ];
}

async function roundTrip(secrets: SecretVault): Promise<Finding> {
  const given = randomBytes(24).toString('base64url');
  try {
    await secrets.put(scratchName, given);
    const got = await secrets.get(scratchName);
    await secrets.delete(scratchName);
    const rest = await secrets.get(scratchName);
    if (got === given && rest === null)
      return coded('vault.ok', {}, fine('A made-up secret went in, came out the same, and is gone again.'));
    return coded(
      'vault.changed',
      {},
      failure(
        'The vault gave back something other than it was given.',
        'Do not sign in to anything now. Restart Evenkeel, and report it with the diagnostics bundle.',
      ),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return coded(
      'vault.problem',
      { problem },
      failure(
        problem,
        'While this is so, tokens cannot be renewed and accounts will need a new sign-in. Unlock the keychain, or make the data folder writable and make room on the disk.',
      ),
    );
  }
}

/** Pure. */
export function judgeKind({ kind, detail }: Pick<SecretVault, 'kind' | 'detail'>): Finding {
  if (kind === 'keychain') return coded('kind.keychain', { detail }, fine('They are.', [detail]));
  if (kind === 'memory')
    return coded(
      'kind.memory',
      { detail },
      warning('They are in memory only, and forgotten at exit.', 'Choose EVENKEEL_VAULT=auto to keep them.', [detail]),
    );
  return coded(
    'kind.file',
    { detail },
    warning(
      'They are in sealed files, beside their key.',
      'Where this machine has a keychain, unlock it before Evenkeel starts; on a server this is how it is meant to be.',
      [detail],
    ),
  );
}
