/**
 * Threat model: a kill between any two calls to the keychain, which knows no transactions; a second process on the same
 * entries; entries changed by hand. A secret is written under a new generation, becomes current by one change of one entry,
 * and is read back whole or not at all.
 */
import { told } from '../contract/told.ts';
import { createAccountQueue } from './account-queue.ts';
import {
  accountPrefix,
  cutIntoGeneration,
  joinParts,
  newGenerationId,
  parseTransientName,
  partName,
  pointerName,
  readPointer,
} from './keychain-entries.ts';
import type { Generation, Pointer } from './keychain-entries.ts';
import { explainKeychain, keychainSaid } from './keychain-trouble.ts';
import type { Keychain } from './keychain.ts';
import { tokenVault, type OpenedVault } from './token-vault.ts';
import { VaultError } from './vault.ts';

export interface KeychainVaultOptions {
  readonly keychain: Keychain;
  /** The name that all entries of this vault carry. */
  readonly service: string;
  readonly nowMs?: () => number;
}

const damagedEntries = Symbol('damaged entries');
type Found = string | null | typeof damagedEntries;

/** At opening, parts younger than this may belong to a write that is going on in another process. */
const WRITE_GRACE_MS = 60_000;

/**
 * Opens the vault and removes what killed writes left behind.
 * @throws VaultError `vault_unavailable` or `vault_locked` when the keychain does not answer.
 */
export async function openKeychainVault(options: KeychainVaultOptions): Promise<OpenedVault> {
  const { keychain, service, nowMs = Date.now } = options;
  const inTurn = createAccountQueue();
  await collectOrphans(keychain, service, nowMs()).catch(refuse);

  const place = told(
    'vault.in_keychain',
    { service },
    `Tokens are in the system keychain, under the name "${service}".`,
  );
  return tokenVault({
    kind: 'keychain',
    detail: place.sentence,
    said: [place.said],
    get: (name) =>
      inTurn(name, async () => {
        const found = await readText(keychain, service, name).catch(refuse);
        if (found === damagedEntries) throw damaged(service, name);
        return found;
      }),
    put: (name, text) =>
      inTurn(name, async () => {
        const write = async (): Promise<boolean> => {
          await writeText(keychain, service, name, cutIntoGeneration(text, newGenerationId(nowMs())));
          return (await readText(keychain, service, name)) !== damagedEntries;
        };
        // A put in another process may have collected our parts before we made them current: then once more.
        const kept = (await write().catch(refuseWrite)) || (await write().catch(refuseWrite));
        if (!kept) throw damaged(service, name);
      }),
    delete: (name) =>
      inTurn(name, async () => {
        await deleteText(keychain, service, name).catch(refuseWrite);
      }),
  });
}

async function writeText(keychain: Keychain, service: string, name: string, next: Generation): Promise<void> {
  const before = await partNames(keychain, service, name);
  for (const [index, part] of next.parts.entries()) {
    await keychain.setPassword(service, partName(name, next.id, index), part);
  }
  await keychain.setPassword(service, pointerName(name), next.pointer);
  // Only what was there at the start, and only while ours is current: what came since is a put in another process.
  if ((await keychain.getPassword(service, pointerName(name))) !== next.pointer) return;
  for (const part of before) await keychain.deletePassword(service, part);
}

async function deleteText(keychain: Keychain, service: string, name: string): Promise<void> {
  await keychain.deletePassword(service, pointerName(name));
  for (const part of await partNames(keychain, service, name)) await keychain.deletePassword(service, part);
}

/** Every part of one secret, of whatever generation: the current one, and what killed writes left. */
async function partNames(keychain: Keychain, service: string, name: string): Promise<string[]> {
  const prefix = accountPrefix(name);
  const entries = (await keychain.findCredentials(service)).map(({ account }) => account);
  return entries.filter((entry) => entry.startsWith(prefix) && parseTransientName(entry) !== null);
}

async function readText(keychain: Keychain, service: string, name: string): Promise<Found> {
  const first = await readOnce(keychain, service, name);
  // A put in another process may have removed the parts between our two reads: then the pointer says where to look now.
  return first === damagedEntries ? readOnce(keychain, service, name) : first;
}

async function readOnce(keychain: Keychain, service: string, name: string): Promise<Found> {
  const text = await keychain.getPassword(service, pointerName(name));
  if (text === null) return null;
  const pointer = readPointer(text);
  if (pointer === null) return damagedEntries;
  const parts = await readParts(keychain, service, name, pointer);
  return (parts === null ? null : joinParts(pointer, parts)) ?? damagedEntries;
}

async function readParts(
  keychain: Keychain,
  service: string,
  name: string,
  pointer: Pointer,
): Promise<string[] | null> {
  const parts: string[] = [];
  for (let index = 0; index < pointer.parts; index++) {
    const part = await keychain.getPassword(service, partName(name, pointer.gen, index));
    if (part === null) return null;
    parts.push(part);
  }
  return parts;
}

async function collectOrphans(keychain: Keychain, service: string, nowMs: number): Promise<void> {
  for (const { account } of await keychain.findCredentials(service)) {
    const transient = parseTransientName(account);
    if (transient === null || nowMs - transient.beganAtMs < WRITE_GRACE_MS) continue;
    // Read by its exact name: Windows lists by prefix, so the listing also holds entries of other data folders.
    const pointer = transient.pointerName === null ? null : await keychain.getPassword(service, transient.pointerName);
    // SECURITY: a pointer that cannot be read is for a person to judge; nothing of that account is thrown away here.
    const current = pointer === null ? null : (readPointer(pointer)?.gen ?? transient.gen);
    if (current !== transient.gen) await keychain.deletePassword(service, account);
  }
}

function refuse(error: unknown): never {
  throw explainKeychain(error);
}

function refuseWrite(error: unknown): never {
  const explained = explainKeychain(error);
  // Else the advice would be to try again, which is of no use then.
  if (explained.code === 'vault_replaced') throw explained;
  const said = keychainSaid(error);
  throw new VaultError('vault_write_failed', `The system keychain did not take what it was given (it said: ${said}).`, {
    cause: error,
  });
}

function damaged(service: string, name: string): VaultError {
  return new VaultError(
    'vault_damaged',
    `The entries "${service}" of account ${name} in the system keychain are incomplete or were changed. Sign in to this account again.`,
  );
}
