import type { SettingKey, SettingsResponse, SettingView } from '#contract/settings.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { ApiError } from '../connection/api-error.ts';

export type SettingValue = SettingView['value'];

/** What happened last to one setting; `undoTo` is what would bring the value before back (`null`: the default). */
export type SettingResult =
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' | 'undone'; readonly undoTo: SettingValue | null }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'conflict' };

/** The settings as the engine holds them. One value is saved at a time, guarded by the version it was seen at. */
export class SettingsForm {
  settings = $state.raw<readonly SettingView[] | null>(null);
  error = $state.raw<unknown>(null);
  results = $state.raw<Readonly<Partial<Record<SettingKey, SettingResult>>>>({});
  readonly #api: Pick<ApiClient, 'settings' | 'updateSettings'>;
  #version: number | null = null;

  constructor(api: Pick<ApiClient, 'settings' | 'updateSettings'>) {
    this.#api = api;
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.#api.settings());
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }

  /** Somebody changed a setting: another window, or this one. */
  async onVersion(version: number): Promise<void> {
    if (version !== this.#version) await this.load();
  }

  save(key: SettingKey, value: SettingValue | null): Promise<void> {
    return this.#put(key, value, 'saved');
  }

  async undo(key: SettingKey): Promise<void> {
    const result = this.results[key];
    if (result?.kind === 'saved' || result?.kind === 'undone') await this.#put(key, result.undoTo, 'undone');
  }

  async #put(key: SettingKey, value: SettingValue | null, kind: 'saved' | 'undone'): Promise<void> {
    const before = this.settings?.find((setting) => setting.key === key);
    const undoTo = before?.source === 'dashboard' ? before.value : null;
    this.#note(key, { kind: 'saving' });
    try {
      const expected = this.#version === null ? {} : { expectedVersion: this.#version };
      this.#take(await this.#api.updateSettings({ ...expected, [key]: value }));
      this.#note(key, { kind, undoTo });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'settings_conflict') {
        await this.load();
        this.#note(key, { kind: 'conflict' });
      } else {
        this.#note(key, { kind: 'failed', error });
      }
    }
  }

  #take(response: SettingsResponse): void {
    this.settings = response.settings;
    this.#version = response.version;
  }

  #note(key: SettingKey, result: SettingResult): void {
    this.results = { ...this.results, [key]: result };
  }
}
