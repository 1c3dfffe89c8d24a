import { resolve } from 'node:path';

import type { Command } from 'commander';

import { createFileLogger } from '../observe/file-logger.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { takeBackup } from '../storage/backup/take-backup.ts';
import { loadKeytar } from '../vault/keytar-keychain.ts';
import { openVault } from '../vault/open-vault.ts';
import { sealWithPassphrase } from '../vault/passphrase-box.ts';
import type { OpenedVault } from '../vault/token-vault.ts';
import { version } from '../version.ts';
import type { DataDirFlag } from './accounts-commands.ts';
import { newPassphrase } from './ask-passphrase.ts';
import { backupText } from './backup-text.ts';

interface BackupFlags extends DataDirFlag {
  readonly force?: boolean;
  readonly withSecrets?: boolean;
}

/** The data folder, and the door to its vault: it is opened only when it is needed. */
export function openPlace(flags: DataDirFlag) {
  const settings = resolveSettings({
    flags: flags.dataDir === undefined ? {} : { dataDir: flags.dataDir },
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  const { dataDir, logLevel, vault: choice } = settings.values;
  const { isDefaultDataDir } = settings;
  const logger = createFileLogger({ dataDir, level: logLevel, toConsole: false });
  const openItsVault = async (): Promise<OpenedVault> =>
    await openVault({ choice, dataDir, isDefaultDataDir, loadKeychain: loadKeytar, logger });
  return { dataDir, logger, openItsVault };
}

async function backup(file: string, flags: BackupFlags): Promise<void> {
  const { dataDir, openItsVault } = openPlace(flags);
  const passphrase = flags.withSecrets === true ? await newPassphrase() : null;
  const sealSecrets = async (names: readonly string[], key: string): Promise<Uint8Array> => {
    const { secrets } = await openItsVault();
    const found: Record<string, string> = {};
    for (const name of names) {
      const text = await secrets.get(name);
      if (text !== null) found[name] = text;
    }
    return await sealWithPassphrase(key, found);
  };
  const manifest = await takeBackup({
    dataDir,
    file,
    force: flags.force === true,
    evenkeel: version,
    nowMs: Date.now(),
    sealSecrets: passphrase === null ? null : (names) => sealSecrets(names, passphrase),
  });
  console.log(backupText(resolve(file), manifest));
}

/** `evenkeel backup FILE` */
export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('write accounts, settings, keys and history to one file; also while Evenkeel runs')
    .argument('<file>', 'the ZIP file to write')
    .option('--with-secrets', 'put the sign-ins in too, encrypted; asks for a passphrase (EVENKEEL_BACKUP_PASSPHRASE)')
    .option('--force', 'replace the file where there is one')
    .option('--data-dir <folder>', 'where data is kept')
    .action(backup);
}
