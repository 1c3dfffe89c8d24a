import type { ApiKeyCreate, ApiKeySummary, ApiKeyUpdate, ApiKeyWithSecret } from '../contract/api-keys.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { ApiKeyRecord, KeyFigures, Store, StoredState } from '../storage/store.ts';
import { createAccountQueue } from '../vault/account-queue.ts';
import { statusOf, type KeyGrant } from './api-key.ts';
import { added, nothingCounted } from './key-figures.ts';
import { KeyMeter } from './key-meter.ts';
import { keyRefusals } from './key-refusals.ts';
import { createKey, hashOfKey, isKeyOf, type NewKey } from './key-secret.ts';
import { summaryOf } from './key-summary.ts';
import { changedRecord, newRecord } from './key-record.ts';

export interface KeyBookPorts {
  readonly store: Pick<Store, 'saveApiKey' | 'deleteApiKey' | 'sumKeyCharges' | 'listKeyTotals'> & {
    readonly initial: Pick<StoredState, 'apiKeys'>;
  };
  readonly clock: Clock;
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Buffer;
  readonly newId: () => string;
  readonly isKnownAccount: (accountId: string) => boolean;
  readonly isKnownSource: (sourceId: string) => boolean;
}

/** One key in memory. */
export interface BookedKey {
  record: ApiKeyRecord;
  readonly meter: KeyMeter;
  totals: KeyFigures;
  lastUsedAtMs: number | null;
}

/**
 * All API keys: in memory for every request, on disk after every change. A change holds for the very next request, on
 * whatever connection it comes, once the call that makes it has resolved.
 */
export class KeyBook {
  readonly #ports: KeyBookPorts;
  readonly #keys = new Map<string, BookedKey>();
  readonly #byHash = new Map<string, BookedKey>();
  readonly #inTurn = createAccountQueue();

  private constructor(ports: KeyBookPorts) {
    this.#ports = ports;
  }

  /** Takes the keys and what the log says was charged on them: after a kill just as after a stop. */
  static async open(ports: KeyBookPorts): Promise<KeyBook> {
    const book = new KeyBook(ports);
    const { store } = ports;
    const totals = new Map((await store.listKeyTotals()).map((one) => [one.keyId, one]));
    const restoring = store.initial.apiKeys.map(async (record) => {
      const {
        keyId: _keyId,
        lastChargedAtMs,
        ...figures
      } = totals.get(record.id) ?? {
        ...nothingCounted,
        keyId: record.id,
        lastChargedAtMs: null,
      };
      const meter = new KeyMeter(record, lastChargedAtMs ?? 0);
      const key = { record, meter, totals: figures, lastUsedAtMs: lastChargedAtMs };
      await book.#restore(key);
      book.#put(key);
    });
    await Promise.all(restoring);
    return book;
  }

  /**
   * Whose key it is.
   * @throws Refusal `invalid_api_key`, `api_key_revoked`, `api_key_expired`
   */
  authenticate(key: string): KeyGrant {
    const found = this.#byHash.get(hashOfKey(key));
    if (found === undefined || !isKeyOf(key, found.record.keyHash)) throw keyRefusals.unknown();
    const grant = { keyId: found.record.id, keyHash: found.record.keyHash };
    const refusal = this.objectionTo(grant);
    if (refusal !== null) throw refusal;
    return grant;
  }

  /** Why a grant from before, such as of an open connection, holds no more. */
  objectionTo(grant: KeyGrant): Refusal | null {
    const record = this.find(grant)?.record;
    if (record === undefined) return keyRefusals.unknown();
    const status = statusOf(record, this.#ports.clock.nowMs());
    if (status === 'revoked') return keyRefusals.revoked();
    return status === 'expired' ? keyRefusals.expired(record.expiresAtMs ?? 0) : null;
  }

  /** `null` for a key that was deleted or replaced since. */
  find({ keyId, keyHash }: KeyGrant): BookedKey | null {
    return this.#byHash.get(keyHash) === this.#keys.get(keyId) ? (this.#keys.get(keyId) ?? null) : null;
  }

  list(): ApiKeySummary[] {
    return [...this.#keys.values()].map((key) => this.#summary(key));
  }

  /** @throws Refusal `api_key_not_found` */
  get(keyId: string): ApiKeySummary {
    return this.#summary(this.#require(keyId));
  }

  /** The names of the keys that are for certain sources, this one among them. */
  namesAssignedTo(sourceId: string): string[] {
    return [...this.#keys.values()]
      .filter(({ record }) => record.assignedSourceIds.includes(sourceId))
      .map(({ record }) => record.name);
  }

  /** The key is in the answer, and nowhere else. */
  async create(wanted: ApiKeyCreate): Promise<ApiKeyWithSecret> {
    const made = this.#newKey();
    return { ...(await this.#add(wanted, made)), key: made.key };
  }

  /** Whether some key has this SHA-256. */
  hasHash(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  /**
   * A key that was made elsewhere, known by its SHA-256 alone: whoever holds it goes on with it.
   * @throws Refusal `validation_error` for one that is here already
   */
  async adopt(wanted: ApiKeyCreate, secret: Pick<NewKey, 'hash' | 'hint'>): Promise<ApiKeySummary> {
    return await this.#inTurn(secret.hash, async () => {
      if (this.hasHash(secret.hash)) throw new Refusal('validation_error', 'This API key is here already.');
      return await this.#add(wanted, secret);
    });
  }

  async #add(wanted: ApiKeyCreate, made: Pick<NewKey, 'hash' | 'hint'>): Promise<ApiKeySummary> {
    this.#requireKnown(wanted);
    const record = newRecord(this.#ports.newId(), wanted, made, Math.floor(this.#ports.clock.nowMs()));
    await this.#ports.store.saveApiKey(record);
    const key: BookedKey = { record, meter: new KeyMeter(record, 0), totals: nothingCounted, lastUsedAtMs: null };
    this.#put(key);
    return this.#summary(key);
  }

  async update(keyId: string, change: ApiKeyUpdate): Promise<ApiKeySummary> {
    this.#requireKnown(change);
    return await this.#change(keyId, ({ record, meter }) =>
      changedRecord(record, change, () => meter.markMs(this.#ports.clock.nowMs())),
    );
  }

  /** From now on nothing that was used counts against a limit; what was spent in all stays what it was. */
  async resetUsage(keyId: string): Promise<ApiKeySummary> {
    return await this.#change(keyId, ({ record, meter }) => ({
      ...record,
      usageResetAtMs: meter.markMs(this.#ports.clock.nowMs()),
    }));
  }

  /** A new secret for the same key; the old one is unknown from then on. */
  async regenerate(keyId: string): Promise<ApiKeyWithSecret> {
    const made = this.#newKey();
    const summary = await this.#change(keyId, ({ record }) => ({ ...record, keyHash: made.hash, keyHint: made.hint }));
    return { ...summary, key: made.key };
  }

  /** Its secret and its counters go; the log keeps its rows with its name. */
  async remove(keyId: string): Promise<ApiKeySummary> {
    return await this.#inTurn(keyId, async () => {
      const key = this.#require(keyId);
      const summary = this.#summary(key);
      await this.#ports.store.deleteApiKey(keyId);
      this.#keys.delete(keyId);
      this.#byHash.delete(key.record.keyHash);
      return summary;
    });
  }

  /** What one answer counted, for the totals. */
  noteCharged(key: BookedKey, figures: KeyFigures, atMs: number): void {
    key.totals = added(key.totals, figures);
    key.lastUsedAtMs = Math.max(key.lastUsedAtMs ?? 0, atMs);
  }

  async #change(keyId: string, changed: (key: BookedKey) => ApiKeyRecord): Promise<ApiKeySummary> {
    return await this.#inTurn(keyId, async () => {
      const key = this.#require(keyId);
      const before = key.record;
      // In memory first, in one go with the mark that it may hold: what is charged from here on counts by the new rules.
      this.#apply(key, changed(key));
      try {
        await this.#ports.store.saveApiKey(key.record);
      } catch (error) {
        this.#apply(key, before);
        await this.#restore(key);
        throw error;
      }
      return this.#summary(key);
    });
  }

  #apply(key: BookedKey, record: ApiKeyRecord): void {
    this.#byHash.delete(key.record.keyHash);
    key.record = record;
    key.meter.change(record);
    this.#put(key);
  }

  /** Counters as the log has them. */
  async #restore({ record, meter }: Pick<BookedKey, 'record' | 'meter'>): Promise<void> {
    const { store, clock } = this.#ports;
    const nowMs = clock.nowMs();
    const { id: keyId, limits } = record;
    const sums = await store.sumKeyCharges(
      limits.map((limit) => ({ keyId, sinceMs: meter.countedFromMs(limit, nowMs), model: limit.modelFilter })),
    );
    limits.forEach((limit, index) => meter.restore(limit, sums[index] ?? nothingCounted, nowMs));
  }

  #put(key: BookedKey): void {
    this.#keys.set(key.record.id, key);
    this.#byHash.set(key.record.keyHash, key);
  }

  #newKey(): NewKey {
    return createKey(this.#ports.randomBytes);
  }

  #require(keyId: string): BookedKey {
    const key = this.#keys.get(keyId);
    if (key === undefined)
      throw new Refusal('api_key_not_found', 'There is no such API key. It may have been deleted in another window.');
    return key;
  }

  /**
   * @throws Refusal `validation_error`: a key for an account or a source that there is not would serve nobody, and not say
   * why
   */
  #requireKnown({ assignedAccountIds = [], assignedSourceIds = [] }: ApiKeyUpdate): void {
    const strangers = assignedAccountIds.filter((accountId) => !this.#ports.isKnownAccount(accountId));
    if (strangers.length > 0)
      throw new Refusal(
        'validation_error',
        `assignedAccountIds names accounts that there are not: ${strangers.join(', ')}.`,
      );
    const unknown = assignedSourceIds.filter((sourceId) => !this.#ports.isKnownSource(sourceId));
    if (unknown.length > 0)
      throw new Refusal(
        'validation_error',
        `assignedSourceIds names model sources that there are not: ${unknown.join(', ')}.`,
      );
  }

  #summary(key: BookedKey): ApiKeySummary {
    const nowMs = this.#ports.clock.nowMs();
    return summaryOf({ ...key, standings: key.meter.standings(nowMs) }, nowMs);
  }
}
