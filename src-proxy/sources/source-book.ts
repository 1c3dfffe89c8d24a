import type {
  ModelSourceCreate,
  ModelSourceSummary,
  ModelSourceUpdate,
  SourceAbility,
} from '../contract/model-sources.ts';
import { Refusal } from '../contract/refusal.ts';
import { redact } from '../observe/redact.ts';
import type { Clock } from '../ports.ts';
import type { ModelSourceRecord, Store, StoredState } from '../storage/store.ts';
import { createAccountQueue } from '../vault/account-queue.ts';
import type { SecretVault } from '../vault/secret-vault.ts';
import type { Source, SourceFailure, SourceLease, SourcePool } from './source.ts';
import { SourceKeys } from './source-keys.ts';
import { changedRecord, checkedUrl, newRecord, sourceOf } from './source-record.ts';
import { nextMonthDay, Spending } from './spending.ts';

export interface SourceBookPorts {
  readonly store: Pick<Store, 'saveModelSource' | 'deleteModelSource'> & {
    readonly initial: Pick<StoredState, 'modelSources' | 'sourceMonths'>;
  };
  readonly secrets: SecretVault;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Where Evenkeel itself listens. */
  readonly ownPort: () => number;
  /** The names of the API keys that are for certain sources, this one among them. */
  readonly keysAssignedTo: (sourceId: string) => readonly string[];
}

interface BookedSource {
  record: ModelSourceRecord;
  source: Source;
  running: number;
  /** What the running ones may cost. */
  heldMicroUsd: number;
  lastError: ModelSourceSummary['lastError'];
}

const longestError = 300;

/**
 * All model sources: in memory for every request, on disk after every change. A change holds for the very next request
 * once the call that makes it has resolved. A key is in the vault before the row says so, and out of the row before it is
 * out of the vault.
 */
export class SourceBook implements SourcePool {
  readonly #ports: SourceBookPorts;
  readonly #booked = new Map<string, BookedSource>();
  readonly #keys: SourceKeys;
  readonly #spending: Spending;
  readonly #inTurn = createAccountQueue();

  constructor(ports: SourceBookPorts) {
    this.#ports = ports;
    this.#keys = new SourceKeys(ports.secrets);
    this.#spending = new Spending(ports.store.initial.sourceMonths);
    for (const record of ports.store.initial.modelSources) this.#put(record);
  }

  /** Enabled ones, oldest first. */
  enabled(): Source[] {
    return [...this.#booked.values()].map(({ source }) => source).filter(({ isEnabled }) => isEnabled);
  }

  isKnown(sourceId: string): boolean {
    return this.#booked.has(sourceId);
  }

  serving(model: string, abilities: readonly SourceAbility[]): readonly Source[] {
    return this.enabled().filter(
      (source) =>
        source.abilities.some((ability) => abilities.includes(ability)) &&
        source.models.some((one) => one.isEnabled && one.model === model),
    );
  }

  take({ id }: Source, expectedMicroUsd: number): SourceLease | null {
    const booked = this.#booked.get(id);
    // By the limit as it is now: a request may hold a source from before a change.
    if (booked === undefined || booked.running >= booked.record.maxConcurrency) return null;
    if (this.#leftOf(booked) <= 0) return null;
    booked.running += 1;
    booked.heldMicroUsd += expectedMicroUsd;
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        booked.running -= 1;
        booked.heldMicroUsd -= expectedMicroUsd;
        isHeld = false;
      },
    };
  }

  objection({ id }: Source, model: string): string | null {
    const record = this.#booked.get(id)?.record;
    if (record === undefined) return 'This source was removed.';
    const { name, monthlyCeilingMicroUsd: ceiling, models } = record;
    if (ceiling === null) return null;
    const priced = models.find((one) => one.model === model);
    if (priced?.inputPer1m == null || priced.outputPer1m == null)
      return `The source "${name}" may spend only so much, and the price of ${model} there is unknown. Set it in the dashboard.`;
    const nowMs = this.#ports.clock.nowMs();
    if (this.#spending.of(id, nowMs).costMicroUsd < ceiling) return null;
    return `The source "${name}" has spent the $${ceiling / 1_000_000} that its owner allows in a month. It can be used again from ${nextMonthDay(nowMs)} (UTC) on, or with a higher ceiling.`;
  }

  /** Of this month's ceiling, without what the running requests may cost. */
  #leftOf({ record, heldMicroUsd }: BookedSource): number {
    const spent = this.#spending.of(record.id, this.#ports.clock.nowMs()).costMicroUsd;
    return (record.monthlyCeilingMicroUsd ?? Infinity) - spent - heldMicroUsd;
  }

  async keyOf(source: Source): Promise<string | null> {
    // By the address that the request goes to, which may be the one from before a change.
    return this.#booked.get(source.id)?.record.hasKey === true ? await this.#keys.read(source) : null;
  }

  noteSpent({ id }: Source, costMicroUsd: number | null): void {
    if (this.#booked.has(id)) this.#spending.note(id, costMicroUsd, this.#ports.clock.nowMs());
  }

  noteOutcome({ id }: Source, failure: SourceFailure | null): void {
    const booked = this.#booked.get(id);
    if (booked === undefined) return;
    booked.lastError =
      failure === null
        ? null
        : {
            at: new Date(this.#ports.clock.nowMs()).toISOString(),
            statusCode: failure.statusCode,
            message: this.#withoutKey(id, failure.message).slice(0, longestError),
            ...(failure.said && { said: failure.said }),
          };
  }

  list(): ModelSourceSummary[] {
    return [...this.#booked.values()].map((booked) => this.#summary(booked));
  }

  /** @throws Refusal `source_not_found` */
  require(sourceId: string): Source {
    return this.#require(sourceId).source;
  }

  /** @throws Refusal `validation_error` that names the field */
  checkedUrl(text: string): string {
    return checkedUrl(text, this.#ports.ownPort());
  }

  /** @throws Refusal `validation_error`, `vault_unavailable` */
  async create({ apiKey, ...wanted }: ModelSourceCreate): Promise<ModelSourceSummary> {
    const { store, clock, newId, ownPort } = this.#ports;
    const wish = newRecord(newId(), wanted, { nowMs: Math.floor(clock.nowMs()), ownPort: ownPort() });
    if (typeof apiKey !== 'string') {
      await store.saveModelSource(wish);
      return this.#summary(this.#put(wish));
    }
    // A kill between the two leaves a source that its owner sees, and never a key that nobody would take out of the vault.
    await store.saveModelSource({ ...wish, isEnabled: false });
    const record = { ...wish, hasKey: true };
    try {
      await this.#keys.keep(record, apiKey);
      await store.saveModelSource(record);
    } catch (error) {
      await this.#undoCreation(record.id);
      throw error;
    }
    return this.#summary(this.#put(record));
  }

  /** @throws Refusal `source_not_found`, `validation_error`, `vault_unavailable` */
  async update(sourceId: string, change: ModelSourceUpdate): Promise<ModelSourceSummary> {
    return await this.#inTurn(sourceId, async () => {
      const { record: before } = this.#require(sourceId);
      const next = changedRecord(before, change, this.#ports.ownPort());
      requireKeyForNewPlace(before, next, change);
      const record = { ...next, hasKey: change.apiKey === undefined ? before.hasKey : change.apiKey !== null };
      if (typeof change.apiKey === 'string') await this.#keys.keep(record, change.apiKey);
      await this.#ports.store.saveModelSource(record);
      const booked = this.#put(record);
      if (change.apiKey === null) await this.#keys.forget(sourceId);
      return this.#summary(booked);
    });
  }

  /**
   * Its key goes first, then everything else; the log keeps its rows.
   * @throws Refusal `source_not_found`, `source_in_use`, `vault_unavailable`
   */
  async remove(sourceId: string): Promise<ModelSourceSummary> {
    return await this.#inTurn(sourceId, async () => {
      const booked = this.#require(sourceId);
      this.#requireUnassigned(booked.record);
      await this.#keys.forget(sourceId);
      await this.#ports.store.deleteModelSource(sourceId);
      this.#booked.delete(sourceId);
      return this.#summary(booked);
    });
  }

  /**
   * A key that is for this source alone would be one for every source without it: an empty list means all of them.
   * So its owner decides.
   */
  #requireUnassigned({ id, name }: ModelSourceRecord): void {
    const keys = this.#ports.keysAssignedTo(id);
    if (keys.length === 0) return;
    throw new Refusal(
      'source_in_use',
      `"${name}" was not removed: API keys are for it alone or for a list with it (${keys.join(', ')}). Take it out of their sources first, or delete them.`,
    );
  }

  async #undoCreation(sourceId: string): Promise<void> {
    await this.#keys.forget(sourceId).catch(() => undefined);
    await this.#ports.store.deleteModelSource(sourceId);
  }

  #put(record: ModelSourceRecord): BookedSource {
    const before = this.#booked.get(record.id);
    const booked = before ?? { record, source: sourceOf(record), running: 0, heldMicroUsd: 0, lastError: null };
    // The same object with the same counter: who holds a place gives it back here.
    Object.assign(booked, { record, source: sourceOf(record) });
    this.#booked.set(record.id, booked);
    return booked;
  }

  #require(sourceId: string): BookedSource {
    const booked = this.#booked.get(sourceId);
    if (booked === undefined)
      throw new Refusal('source_not_found', 'There is no such source. It may have been removed in another window.');
    return booked;
  }

  #withoutKey(sourceId: string, text: string): string {
    const key = this.#keys.known(sourceId);
    return redact(key === null ? text : text.replaceAll(key, '[redacted]'));
  }

  #summary({ record, running, lastError }: BookedSource): ModelSourceSummary {
    const { createdAtMs, abilities, models, ...rest } = record;
    const spent = this.#spending.of(record.id, this.#ports.clock.nowMs());
    return {
      ...rest,
      abilities: [...abilities],
      models: [...models],
      createdAt: new Date(createdAtMs).toISOString(),
      spentMicroUsd: spent.costMicroUsd,
      unpricedRequests: spent.unpricedRequests,
      running,
      lastError,
    };
  }
}

/** SECURITY: a key that was given for one server must not go to another because somebody changed an address. */
function requireKeyForNewPlace(before: ModelSourceRecord, next: ModelSourceRecord, change: ModelSourceUpdate): void {
  if (!before.hasKey || change.apiKey !== undefined) return;
  const place = new URL(before.baseUrl).origin;
  if (new URL(next.baseUrl).origin === place) return;
  throw new Refusal(
    'validation_error',
    `The key was given for ${place}. Enter the key for the new address too, or remove it.`,
    {
      fields: { param: 'apiKey' },
    },
  );
}
