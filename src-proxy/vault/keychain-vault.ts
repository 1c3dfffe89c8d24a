/**
 * Threat model: a kill between any two calls to the keychain, which knows no transactions; a second process on the same
 * entries; entries changed by hand. A set is written under a new generation, becomes current by one change of one entry,
 * and is read back whole or not at all.
 */
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
import { decodeTokenSet, encodeTokenSet } from './token-set-codec.ts';
import { VaultError } from './vault.ts';
import type { TokenSet, Vault } from './vault.ts';

export interface KeychainVaultOptions {
  readonly keychain: Keychain;
  /** The name that all entries of this vault carry. */
  readonly service: string;
  readonly nowMs?: () => number;
}

/** At opening, parts younger than this may belong to a write that is going on in another process. */
const WRITE_GRACE_MS = 60_000;

/**
 * Opens the vault and removes what killed writes left behind.
 * @throws VaultError `vault_unavailable` or `vault_locked` when the keychain does not answer.
 */
export async function openKeychainVault(options: KeychainVaultOptions): Promise<Vault> {
  const { keychain, service, nowMs = Date.now } = options;
  const inTurn = createAccountQueue();
  await collectOrphans(keychain, service, nowMs()).catch(refuse);

  return {
    kind: 'keychain',
    detail: `Tokens are in the system keychain, under the name "${service}".`,
    get: (accountId) =>
      inTurn(accountId, async () => {
        const found = await readSet(keychain, service, accountId).catch(refuse);
        if (found === 'damaged') throw damaged(service, accountId);
        return found;
      }),
    put: (accountId, tokens) =>
      inTurn(accountId, async () => {
        const text = encodeTokenSet(tokens);
        const write = async (): Promise<boolean> => {
          await writeSet(keychain, service, accountId, cutIntoGeneration(text, newGenerationId(nowMs())));
          return (await readSet(keychain, service, accountId)) !== 'damaged';
        };
        // A put in another process may have collected our parts before we made them current: then once more.
        const kept = (await write().catch(refuseWrite)) || (await write().catch(refuseWrite));
        if (!kept) throw damaged(service, accountId);
      }),
    delete: (accountId) =>
      inTurn(accountId, async () => {
        await deleteSet(keychain, service, accountId).catch(refuseWrite);
      }),
  };
}

async function writeSet(keychain: Keychain, service: string, accountId: string, next: Generation): Promise<void> {
  const before = await partNames(keychain, service, accountId);
  for (const [index, part] of next.parts.entries()) {
    await keychain.setPassword(service, partName(accountId, next.id, index), part);
  }
  await keychain.setPassword(service, pointerName(accountId), next.pointer);
  // Only what was there at the start, and only while ours is current: what came since is a put in another process.
  if ((await keychain.getPassword(service, pointerName(accountId))) !== next.pointer) return;
  for (const name of before) await keychain.deletePassword(service, name);
}

async function deleteSet(keychain: Keychain, service: string, accountId: string): Promise<void> {
  await keychain.deletePassword(service, pointerName(accountId));
  for (const name of await partNames(keychain, service, accountId)) await keychain.deletePassword(service, name);
}

/** Every part of the account, of whatever generation: the current set, and what killed writes left. */
async function partNames(keychain: Keychain, service: string, accountId: string): Promise<string[]> {
  const prefix = accountPrefix(accountId);
  const names = (await keychain.findCredentials(service)).map(({ account }) => account);
  return names.filter((name) => name.startsWith(prefix) && parseTransientName(name) !== null);
}

async function readSet(keychain: Keychain, service: string, accountId: string): Promise<TokenSet | null | 'damaged'> {
  const first = await readOnce(keychain, service, accountId);
  // A put in another process may have removed the parts between our two reads: then the pointer says where to look now.
  return first === 'damaged' ? readOnce(keychain, service, accountId) : first;
}

async function readOnce(keychain: Keychain, service: string, accountId: string): Promise<TokenSet | null | 'damaged'> {
  const text = await keychain.getPassword(service, pointerName(accountId));
  if (text === null) return null;
  const pointer = readPointer(text);
  if (pointer === null) return 'damaged';
  const parts = await readParts(keychain, service, accountId, pointer);
  const whole = parts === null ? null : joinParts(pointer, parts);
  return whole === null ? 'damaged' : (decodeTokenSet(whole) ?? 'damaged');
}

async function readParts(
  keychain: Keychain,
  service: string,
  accountId: string,
  pointer: Pointer,
): Promise<string[] | null> {
  const parts: string[] = [];
  for (let index = 0; index < pointer.parts; index++) {
    const part = await keychain.getPassword(service, partName(accountId, pointer.gen, index));
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
  const said = keychainSaid(error);
  throw new VaultError('vault_write_failed', `The system keychain did not take the tokens (it said: ${said}).`, {
    cause: error,
  });
}

function damaged(service: string, accountId: string): VaultError {
  return new VaultError(
    'vault_damaged',
    `The entries "${service}" of account ${accountId} in the system keychain are incomplete or were changed. Sign in to this account again.`,
  );
}
