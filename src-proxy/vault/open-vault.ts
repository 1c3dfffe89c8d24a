/**
 * Threat model: tokens that seem lost, or that lie somewhere weaker than the person believes. A data folder keeps to the
 * kind it began with; what is kept in a file is never called a keychain; test and dev folders never touch real entries.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

import { told, type Told } from '../contract/told.ts';
import type { Logger } from '../ports.ts';
import { probeKeychain } from './keychain-probe.ts';
import { keychainSaid } from './keychain-trouble.ts';
import { openKeychainVault } from './keychain-vault.ts';
import type { Keychain } from './keychain.ts';
import { createMemoryVault } from './memory-vault.ts';
import { openSealedFileVault } from './sealed-file-vault.ts';
import type { OpenedVault } from './token-vault.ts';
import { rememberKind, rememberedKind } from './vault-kind-file.ts';
import type { LastingKind } from './vault-kind-file.ts';
import { VaultError } from './vault.ts';

export interface OpenVaultOptions {
  readonly choice: 'auto' | 'keychain' | 'file' | 'memory';
  readonly dataDir: string;
  readonly isDefaultDataDir: boolean;
  readonly loadKeychain: () => Promise<Keychain>;
  readonly logger: Logger;
  readonly probeTimeoutMs?: number;
}

const PROBE_TIMEOUT_MS = 5_000;

/**
 * Opens the vault of a data folder. `auto` prefers the keychain, falls back to the sealed file in a new folder only, and
 * stays with what the folder used before. The memory kind is never remembered.
 * @throws VaultError with what to install, unlock or choose.
 */
export async function openVault(options: OpenVaultOptions): Promise<OpenedVault> {
  const vault = options.choice === 'memory' ? createMemoryVault() : await openLasting(options, options.choice);
  options.logger.info('Vault opened.', { kind: vault.kind, detail: vault.detail });
  return vault;
}

async function openLasting(options: OpenVaultOptions, choice: 'auto' | LastingKind): Promise<OpenedVault> {
  const remembered = await rememberedKind(options.dataDir);
  const vault = choice === 'auto' ? await openAuto(options, remembered) : await openChosen(options, choice);
  if (vault.kind === 'memory' || vault.kind === remembered) return vault;
  if (remembered !== null) {
    options.logger.warn('Tokens are kept elsewhere from now on; those kept before stay where they are.', {
      before: remembered,
      now: vault.kind,
    });
  }
  await rememberKind(options.dataDir, vault.kind);
  return vault;
}

async function openAuto(
  options: OpenVaultOptions,
  remembered: LastingKind | 'unreadable' | null,
): Promise<OpenedVault> {
  if (remembered === 'unreadable') throw forgottenKind(options.dataDir);
  const probed = await tryKeychain(options);
  if (remembered === 'keychain') {
    if (probed instanceof VaultError) throw keptInKeychain(probed);
    return probed;
  }
  if (remembered === 'file') return openFile(options, probed instanceof VaultError ? reasonOf(probed) : beganWithout);
  if (!(probed instanceof VaultError)) return probed;
  options.logger.warn('The system keychain is not available: tokens go to a sealed file.', { reason: probed.message });
  return openFile(options, reasonOf(probed));
}

async function openChosen(options: OpenVaultOptions, choice: LastingKind): Promise<OpenedVault> {
  if (choice === 'file') return openFile(options, told('vault.chosen', {}, 'The file was chosen in the settings.'));
  const opened = await tryKeychain(options);
  if (opened instanceof VaultError) throw opened;
  return opened;
}

/** Returned and not thrown: what a failure means depends on what the folder used before. */
async function tryKeychain(options: OpenVaultOptions): Promise<OpenedVault | VaultError> {
  const { loadKeychain, probeTimeoutMs: timeoutMs = PROBE_TIMEOUT_MS } = options;
  const service = serviceName(options);
  try {
    const keychain = await probeKeychain({ loadKeychain, service, timeoutMs });
    return await openKeychainVault({ keychain, service });
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
}

const beganWithout = told(
  'vault.began_without',
  {},
  'This data folder began without a keychain and stays with the file; choose EVENKEEL_VAULT=keychain and sign in again to change that.',
);

/** Why there is no keychain. */
function reasonOf({ message, said }: VaultError): Told {
  return said === null ? told('vault.broken', { said: message }, message) : { sentence: message, said };
}

function openFile({ dataDir }: OpenVaultOptions, why: Told): Promise<OpenedVault> {
  return openSealedFileVault({ dataDir, why });
}

function serviceName({ dataDir, isDefaultDataDir }: OpenVaultOptions): string {
  if (isDefaultDataDir) return 'Evenkeel';
  const digest = createHash('sha256').update(resolve(dataDir), 'utf8').digest('hex');
  return `Evenkeel (${digest.slice(0, 8)})`;
}

function keptInKeychain(reason: VaultError): VaultError {
  // There is nothing to unlock.
  if (reason.code === 'vault_replaced') return reason;
  return new VaultError(
    'vault_locked',
    `Your tokens are in the system keychain, which does not answer (${keychainSaid(reason.cause ?? reason)}). Unlock it and start again, or choose EVENKEEL_VAULT=file and sign in again.`,
    { cause: reason },
  );
}

function forgottenKind(dataDir: string): VaultError {
  return new VaultError(
    'vault_damaged',
    `${join(dataDir, 'vault.json')}, which says where your tokens are, cannot be understood. Choose EVENKEEL_VAULT=keychain or EVENKEEL_VAULT=file, whichever you used.`,
  );
}
