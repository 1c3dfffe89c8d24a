/**
 * The threat is a password that goes to another proxy than it was given for. So each is kept with its proxy's address,
 * and counts for that address alone.
 */
import { z } from 'zod';

import type { SecretVault } from '../../vault/secret-vault.ts';

const schema = z.strictObject({ address: z.string(), username: z.string(), password: z.string().nullable() });
export type ProxyCredentials = z.infer<typeof schema>;

/** User names and passwords of proxies: in the vault, and in memory for as long as we run. */
export class ProxyCredentialBook {
  readonly #secrets: SecretVault;
  readonly #known = new Map<string, ProxyCredentials>();

  constructor(secrets: SecretVault) {
    this.#secrets = secrets;
  }

  /** @param owner an account's id; `null` for everybody's proxy. @throws VaultError when it cannot be read */
  async load(owner: string | null): Promise<void> {
    const text = await this.#secrets.get(nameOf(owner));
    const read = text === null ? null : schema.safeParse(parseJson(text));
    if (read?.success) this.#known.set(nameOf(owner), read.data);
  }

  /** `null` where there are none for this very address. */
  of(owner: string | null, address: string): ProxyCredentials | null {
    const known = this.#known.get(nameOf(owner));
    return known?.address === address ? known : null;
  }

  /** False where there are some, and for another address. */
  isFor(owner: string | null, address: string | null): boolean {
    const known = this.#known.get(nameOf(owner));
    return known === undefined || known.address === address;
  }

  /** Resolves once they are in the vault, or with `null` out of it. */
  async keep(owner: string | null, credentials: ProxyCredentials | null): Promise<void> {
    const name = nameOf(owner);
    if (credentials === null) {
      await this.#secrets.delete(name);
      this.#known.delete(name);
    } else {
      await this.#secrets.put(name, JSON.stringify(credentials));
      this.#known.set(name, credentials);
    }
  }

  /** Of use to nobody from this moment on; resolves once they are out of the vault too. */
  async forget(owner: string | null): Promise<void> {
    this.#known.delete(nameOf(owner));
    await this.#secrets.delete(nameOf(owner));
  }
}

function nameOf(owner: string | null): string {
  return `proxy:${owner ?? 'global'}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // SECURITY: the parser's message quotes the text.
    return undefined;
  }
}
