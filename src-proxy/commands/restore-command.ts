import { resolve } from 'node:path';

import type { Command } from 'commander';

import { Refusal } from '../contract/refusal.ts';
import { restoreBackup, type Restored } from '../storage/backup/restore-backup.ts';
import { openWithPassphrase, type Secrets } from '../vault/passphrase-box.ts';
import { decodeTokenSet } from '../vault/token-set-codec.ts';
import type { OpenedVault } from '../vault/token-vault.ts';
import { VaultError } from '../vault/vault.ts';
import type { DataDirFlag } from './accounts-commands.ts';
import { passphraseFor } from './ask-passphrase.ts';
import { openPlace } from './backup-command.ts';
import { restoreText, type SecretStanding } from './backup-text.ts';

interface RestoreFlags extends DataDirFlag {
  readonly withSecrets?: boolean;
}

async function restore(file: string, flags: RestoreFlags): Promise<void> {
  const { dataDir, logger, openItsVault } = openPlace(flags);
  let sealed: { readonly secrets: Secrets } | 'unread' | null = null;
  await restoreBackup({
    file: resolve(file),
    dataDir,
    nowMs: () => Date.now(),
    logger,
    async openSecrets(bytes) {
      if (flags.withSecrets !== true) sealed = bytes === null ? null : 'unread';
      else sealed = { secrets: await unsealed(file, bytes) };
    },
    async finish(restored) {
      const standing = await settleSecrets(restored, sealed, openItsVault).catch((error: unknown) => {
        if (!(error instanceof VaultError)) throw error;
        process.exitCode = 1;
        return `The data is restored, but the vault did not answer, so which accounts need a new sign-in is not known: ${error.message}`;
      });
      console.log(restoreText(restored, standing));
    },
  });
}

async function unsealed(file: string, bytes: Uint8Array | null): Promise<Secrets> {
  if (bytes === null)
    throw new Refusal('validation_error', `${file} was made without secrets. Say it without --with-secrets.`);
  const secrets = await openWithPassphrase(await passphraseFor('Passphrase of the backup: '), bytes);
  if (secrets === null)
    throw new Refusal('validation_error', 'This is not the passphrase of the backup. Nothing was changed.');
  return secrets;
}

async function settleSecrets(
  { accounts, sources }: Restored,
  sealed: { readonly secrets: Secrets } | 'unread' | null,
  openItsVault: () => Promise<OpenedVault>,
): Promise<SecretStanding> {
  const vault = await openItsVault();
  const { secrets } = vault;
  const accountIds = new Set(accounts.map(({ id }) => id));
  let taken: SecretStanding['taken'] = sealed === 'unread' ? sealed : null;
  if (sealed !== null && sealed !== 'unread') {
    taken = 0;
    for (const [name, text] of Object.entries(sealed.secrets)) {
      if (accountIds.has(name) && !isNewer(text, await secrets.get(name))) continue;
      await secrets.put(name, text);
      taken += 1;
    }
  }
  const without = async (name: string): Promise<boolean> => (await secrets.get(name)) === null;
  const signedOut: string[] = [];
  for (const { id, label } of accounts) if (await without(id)) signedOut.push(label);
  const keyless: string[] = [];
  for (const { id, label } of sources) if (await without(`source:${id}`)) keyless.push(label);
  return { signedOut, keyless, hasSecondFactor: !(await without('dashboard:totp')), taken };
}

/** A refresh token works once: one that is held here and is newer is the only one of the two that still does. */
function isNewer(text: string, held: string | null): boolean {
  if (held === null) return true;
  const [ours, theirs] = [decodeTokenSet(held), decodeTokenSet(text)];
  return ours === null || (theirs?.obtainedAtMs ?? 0) > (ours.obtainedAtMs ?? 0);
}

/** `evenkeel restore FILE` */
export function addRestoreCommand(program: Command): void {
  program
    .command('restore')
    .description('put a backup in the place of the data here, which is kept; only while Evenkeel does not run')
    .argument(
      '<file>',
      'what "evenkeel backup" wrote, or what lies in the folder "backups": a copy of the database, or a folder "before-restore-…"',
    )
    .option('--with-secrets', 'take its sign-ins over too; asks for the passphrase (EVENKEEL_BACKUP_PASSPHRASE)')
    .option('--data-dir <folder>', 'where data is kept')
    .action(restore);
}
