/**
 * Threat model: a copy of the tokens' files alone (a backup, a sync folder, a shared disk) must be worthless, and no
 * other user of the machine may read them. Someone who runs as the same user can read the key beside the files: this is
 * weaker than a keychain, and `detail` says so.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';

import { told, type Told } from '../contract/told.ts';
import { createAccountQueue } from './account-queue.ts';
import { TEMP_SUFFIX, createFileOnce, errorCode, removeFile, replaceFile } from './durable-file.ts';
import type { FileSystem } from './durable-file.ts';
import { KEY_BYTES, seal, unseal } from './sealed-box.ts';
import { tokenVault, type OpenedVault } from './token-vault.ts';
import { VaultError } from './vault.ts';

export interface SealedFileVaultOptions {
  /** The vault lives in the folder `vault` in here. */
  readonly dataDir: string;
  /** Why tokens are not in a keychain. */
  readonly why?: Told;
  readonly fs?: FileSystem;
}

const SEALED_SUFFIX = '.sealed';

/**
 * Opens, or begins, the vault of a data folder.
 * @throws VaultError `vault_damaged` when the key is missing or unusable, `vault_unavailable` when the folder is.
 */
export async function openSealedFileVault(options: SealedFileVaultOptions): Promise<OpenedVault> {
  const fs = options.fs ?? nodeFs;
  const folder = join(options.dataDir, 'vault');
  const key = await openFolder(fs, folder);
  const inTurn = createAccountQueue();
  const fileOf = (name: string): string => join(folder, safeName(name));

  const { why = told('vault.readable', {}, 'Whoever can read your files can read them.') } = options;
  const place = told(
    'vault.in_files',
    { folder },
    `Tokens are in sealed files in ${folder}, beside their key, and NOT in the system keychain.`,
  );

  return tokenVault({
    kind: 'file',
    detail: `${place.sentence} ${why.sentence}`,
    said: [place.said, why.said],
    get: (name) =>
      inTurn(name, async () => {
        const box = await readIfThere(fs, fileOf(name));
        if (box === null) return null;
        const text = unseal(key, name, box);
        if (text === null) throw damagedFile(fileOf(name));
        return text;
      }),
    put: (name, text) =>
      inTurn(name, () => replaceFile(fs, fileOf(name), seal(key, name, text)).catch(refuseWrite(fileOf(name)))),
    delete: (name) => inTurn(name, () => removeFile(fs, fileOf(name)).catch(refuseWrite(fileOf(name)))),
  });
}

async function openFolder(fs: FileSystem, folder: string): Promise<Buffer> {
  try {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    // SECURITY: also for a folder that was made by hand or restored from a backup with wider modes.
    await fs.chmod(folder, 0o700);
    const names = await fs.readdir(folder);
    for (const name of names) if (name.endsWith(TEMP_SUFFIX)) await removeFile(fs, join(folder, name));
    return await openKey(
      fs,
      join(folder, 'vault.key'),
      names.some((name) => name.endsWith(SEALED_SUFFIX)),
    );
  } catch (error) {
    if (error instanceof VaultError) throw error;
    const reason = errorCode(error) ?? String(error);
    throw new VaultError('vault_unavailable', `The token vault in ${folder} cannot be opened (${reason}).`, {
      cause: error,
    });
  }
}

async function openKey(fs: FileSystem, path: string, hasSealedFiles: boolean): Promise<Buffer> {
  let key = await readIfThere(fs, path);
  if (key === null) {
    // SECURITY: a new key would make the sealed tokens unreadable for good, also once the old key is restored.
    if (hasSealedFiles) throw damagedKey(path, 'is missing');
    await createFileOnce(fs, path, randomBytes(KEY_BYTES));
    // Read back and not remembered: another process may have been first.
    key = await fs.readFile(path);
  }
  if (key.length !== KEY_BYTES) throw damagedKey(path, `has ${key.length} bytes instead of ${KEY_BYTES}`);
  await fs.chmod(path, 0o600);
  return key;
}

async function readIfThere(fs: FileSystem, path: string): Promise<Buffer | null> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new VaultError('vault_unavailable', `${path} cannot be read (${errorCode(error) ?? String(error)}).`, {
      cause: error,
    });
  }
}

/** Hashed, so that an id is never a path and a listing of the folder names no account. */
function safeName(name: string): string {
  return createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 32) + SEALED_SUFFIX;
}

function refuseWrite(path: string): (error: unknown) => never {
  return (error) => {
    const reason = errorCode(error) ?? String(error);
    throw new VaultError('vault_write_failed', `${path} could not be changed (${reason}).`, {
      cause: error,
    });
  };
}

function damagedFile(path: string): VaultError {
  return new VaultError(
    'vault_damaged',
    `${path} is damaged or was sealed with another key. Restore it together with vault.key from a backup, or sign in to this account again.`,
  );
}

function damagedKey(path: string, what: string): VaultError {
  return new VaultError(
    'vault_damaged',
    `The vault key ${path} ${what}. Restore it from a backup, or remove the folder it is in and sign in to your accounts again.`,
  );
}
