import type { Settings, SettingsResponse, SettingsUpdate, SettingView } from '#contract/settings.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { ApiError } from '../connection/api-error.ts';
import { fittedOrder, isSameOrder, orderOf } from './account-order.ts';
import type { LiveState } from './live-state.svelte.ts';

const keys = ['routingStrategy', 'preferEarlierReset', 'singleAccountId'] as const;
type PlanKey = (typeof keys)[number];
type PlanSettings = Pick<Settings, PlanKey>;
export type StrategyName = Settings['routingStrategy'];

/** How requests are shared out: the strategy with what belongs to it, and the owner's order. */
export interface RoutingChoice extends PlanSettings {
  readonly order: readonly string[];
}

type Api = Pick<ApiClient, 'settings' | 'updateSettings' | 'setAccountOrder'>;

/**
 * What the engine does now, and what a person is about to make of it. Changes are a draft until they are saved together,
 * the order first: the strategy then begins with it.
 */
export class RoutingPlan {
  error = $state.raw<unknown>(null);
  isSaving = $state(false);
  /** Somebody else changed the settings meanwhile; the draft was given up. */
  isConflict = $state(false);
  readonly #api: Api;
  readonly #live: Pick<LiveState, 'accounts' | 'putAccount'>;
  #version = $state.raw<number | null>(null);
  #views = $state.raw<readonly SettingView[]>([]);
  #draft = $state.raw<Partial<RoutingChoice>>({});

  constructor(api: Api, live: Pick<LiveState, 'accounts' | 'putAccount'>) {
    this.#api = api;
    this.#live = live;
  }

  /** `null` until the engine has answered. */
  get saved(): RoutingChoice | null {
    if (this.#version === null) return null;
    const value = (key: PlanKey) => this.view(key)?.value;
    return {
      routingStrategy: value('routingStrategy') as StrategyName,
      preferEarlierReset: value('preferEarlierReset') as Settings['preferEarlierReset'],
      singleAccountId: String(value('singleAccountId') ?? ''),
      order: orderOf(this.#live.accounts),
    };
  }

  get choice(): RoutingChoice | null {
    const { saved } = this;
    if (saved === null) return null;
    const choice = { ...saved, ...this.#draft };
    return { ...choice, order: fittedOrder(choice.order, saved.order) };
  }

  get isChanged(): boolean {
    const { saved, choice } = this;
    if (saved === null || choice === null) return false;
    return this.#changedKeys(saved, choice).length > 0 || !isSameOrder(saved.order, choice.order);
  }

  view(key: PlanKey): SettingView | null {
    return this.#views.find((view) => view.key === key) ?? null;
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.#api.settings());
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }

  async onVersion(version: number): Promise<void> {
    if (version !== this.#version) await this.load();
  }

  edit(parts: Partial<RoutingChoice>): void {
    this.isConflict = false;
    this.#draft = { ...this.#draft, ...parts };
  }

  discard(): void {
    this.#draft = {};
    this.error = null;
  }

  /** Resolves with what brings everything back to how it was before, or with `null` when nothing was saved. */
  async save(): Promise<(() => Promise<void>) | null> {
    const { saved, choice } = this;
    if (this.isSaving || saved === null || choice === null) return null;
    const changed = this.#changedKeys(saved, choice);
    const before = Object.fromEntries(changed.map((key) => [key, this.#undoTo(key)]));
    const placedBefore = this.#placed();
    const newOrder = this.#orderToSave(saved, choice);
    const done = await this.#write(Object.fromEntries(changed.map((key) => [key, choice[key]])), newOrder);
    if (!done) return null;
    this.#draft = {};
    return async () => {
      this.#draft = {};
      await this.#send(before, newOrder === null ? null : placedBefore);
    };
  }

  async #write(update: SettingsUpdate, order: readonly string[] | null): Promise<boolean> {
    this.isSaving = true;
    this.error = null;
    try {
      await this.#send(update, order);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'settings_conflict') {
        await this.load();
        this.#draft = {};
        this.isConflict = true;
      } else {
        this.error = error;
      }
      return false;
    } finally {
      this.isSaving = false;
    }
  }

  async #send(update: SettingsUpdate, order: readonly string[] | null): Promise<void> {
    if (order !== null) for (const account of await this.#api.setAccountOrder(order)) this.#live.putAccount(account);
    if (Object.keys(update).length === 0) return;
    const expected = this.#version === null ? {} : { expectedVersion: this.#version };
    this.#take(await this.#api.updateSettings({ ...expected, ...update }));
  }

  /** Whoever goes by the order shall have it as it is seen, places of newcomers included. */
  #orderToSave(saved: RoutingChoice, choice: RoutingChoice): readonly string[] | null {
    if (!isSameOrder(saved.order, choice.order)) return choice.order;
    const begins = choice.routingStrategy === 'priority' && saved.routingStrategy !== 'priority';
    return begins && this.#placed().length < choice.order.length ? choice.order : null;
  }

  #placed(): string[] {
    return orderOf(this.#live.accounts.filter((account) => account.priority !== null));
  }

  #changedKeys(saved: RoutingChoice, choice: RoutingChoice): PlanKey[] {
    return keys.filter((key) => saved[key] !== choice[key]);
  }

  #undoTo(key: PlanKey): SettingView['value'] | null {
    const view = this.view(key);
    return view?.source === 'dashboard' ? view.value : null;
  }

  #take(response: SettingsResponse): void {
    this.#views = response.settings;
    this.#version = response.version;
  }
}
