import type { ApiKeyCreate, ApiKeySummary, ApiKeyUpdate } from '#contract/api-keys.ts';

import type { KeysApi } from '../connection/keys-api.ts';

type KeyListApi = Pick<
  KeysApi,
  'apiKeys' | 'createApiKey' | 'updateApiKey' | 'regenerateApiKey' | 'resetKeyUsage' | 'deleteApiKey'
>;

/** A key just made. It goes from the answer to whoever shows it, and is kept nowhere else. */
export interface MadeKey {
  readonly name: string;
  readonly secret: string;
}

/** The API keys as the engine lists them. Every change is followed by a fresh list; changes reject with an `ApiError`. */
export class KeyList {
  /** `null` until the engine has told. */
  keys = $state.raw<readonly ApiKeySummary[] | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: KeyListApi;
  #run = 0;

  constructor(api: KeyListApi) {
    this.#api = api;
  }

  /** How many keys a program could use now. */
  get usable(): number {
    return this.keys?.filter(({ status }) => status === 'active').length ?? 0;
  }

  async reload(): Promise<void> {
    const run = ++this.#run;
    try {
      const keys = await this.#api.apiKeys();
      if (run !== this.#run) return;
      this.keys = keys.toSorted(
        (left, right) => left.name.localeCompare(right.name) || left.id.localeCompare(right.id),
      );
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }

  async create(wanted: ApiKeyCreate): Promise<MadeKey> {
    const { name, key } = await this.#changed(this.#api.createApiKey(wanted));
    return { name, secret: key };
  }

  async regenerate(keyId: string): Promise<MadeKey> {
    const { name, key } = await this.#changed(this.#api.regenerateApiKey(keyId));
    return { name, secret: key };
  }

  async update(keyId: string, change: ApiKeyUpdate): Promise<void> {
    await this.#changed(this.#api.updateApiKey(keyId, change));
  }

  async resetUsage(keyId: string): Promise<void> {
    await this.#changed(this.#api.resetKeyUsage(keyId));
  }

  async remove(keyId: string): Promise<void> {
    await this.#changed(this.#api.deleteApiKey(keyId));
  }

  /** Also after a refusal: it may be because the list is out of date. */
  async #changed<Result>(change: Promise<Result>): Promise<Result> {
    try {
      return await change;
    } finally {
      await this.reload();
    }
  }
}
