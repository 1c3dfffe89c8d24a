/**
 * SECURITY: the keys of sources have one place, the vault; in memory they are for as long as we run. Each is kept with the
 * server that it was given for and counts for that server alone, whatever becomes of the source's address.
 */
import { z } from 'zod';

import { Refusal } from '../contract/refusal.ts';
import type { SecretVault } from '../vault/secret-vault.ts';
import { VaultError } from '../vault/vault.ts';

const schema = z.strictObject({ origin: z.string(), key: z.string() });
type KeptKey = z.infer<typeof schema>;

export interface KeyOwner {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
}

export class SourceKeys {
  readonly #secrets: SecretVault;
  readonly #known = new Map<string, KeptKey>();

  constructor(secrets: SecretVault) {
    this.#secrets = secrets;
  }

  /** @throws Refusal `vault_unavailable`, also where the vault has no key for this server */
  async read({ id, name, baseUrl }: KeyOwner): Promise<string> {
    const kept = this.#known.get(id) ?? readKept(await reached(this.#secrets.get(nameOf(id))));
    if (kept === null || kept.origin !== new URL(baseUrl).origin)
      throw new Refusal(
        'vault_unavailable',
        `The vault has no key for the source "${name}" at this address. Enter it again in the dashboard.`,
      );
    this.#known.set(id, kept);
    return kept.key;
  }

  /** As far as it was needed in this run. */
  known(id: string): string | null {
    return this.#known.get(id)?.key ?? null;
  }

  /** Resolves once it is in the vault. @throws Refusal `vault_unavailable` */
  async keep({ id, baseUrl }: KeyOwner, key: string): Promise<void> {
    const kept = { origin: new URL(baseUrl).origin, key };
    await reached(this.#secrets.put(nameOf(id), JSON.stringify(kept)));
    this.#known.set(id, kept);
  }

  /** Of use to nobody from this moment on; resolves once it is out of the vault too. @throws Refusal `vault_unavailable` */
  async forget(id: string): Promise<void> {
    this.#known.delete(id);
    await reached(this.#secrets.delete(nameOf(id)));
  }
}

function nameOf(id: string): string {
  return `source:${id}`;
}

function readKept(text: string | null): KeptKey | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // SECURITY: the parser's message quotes the text.
    return null;
  }
}

async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new Refusal('vault_unavailable', error.message, {}, { cause: error });
  }
}
