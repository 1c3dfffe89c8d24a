import { z } from 'zod';

import { Refusal } from '../contract/refusal.ts';
import {
  settingDeclarations,
  settingKeys,
  type SettingChanges,
  type SettingKey,
  type Settings,
  type SettingsResponse,
  type SettingView,
} from '../contract/settings.ts';
import { redact } from '../observe/redact.ts';
import type { Store } from '../storage/store.ts';
import { acceptSetting, holdsCredentials } from './accept-setting.ts';
import { valuesOf, type ResolvedSettings, type ResolvedValue } from './resolve-settings.ts';

/** The settings in force, and the dashboard's way to change them. */
export class SettingsBook {
  readonly #store: Store;
  readonly #resolved: Record<SettingKey, ResolvedValue>;
  readonly #listeners = new Set<(values: Settings, version: number) => void>();
  #values: Settings;
  #version: number;
  #lastUpdate: Promise<unknown> = Promise.resolve();

  constructor(store: Store, resolved: ResolvedSettings) {
    this.#store = store;
    this.#resolved = withDashboardValues(resolved.resolved, store.initial.settings);
    this.#version = store.initial.settingsVersion;
    this.#values = valuesOf(this.#resolved);
  }

  get values(): Settings {
    return this.#values;
  }

  /** Rises with every change. */
  get version(): number {
    return this.#version;
  }

  onChange(listener: (values: Settings, version: number) => void): void {
    this.#listeners.add(listener);
  }

  view(): SettingsResponse {
    const settings = viewOf(this.#resolved);
    const values = Object.fromEntries(settings.map(({ key, value }) => [key, value]));
    return { ...values, version: this.#version, settings };
  }

  /**
   * Changes what is given, all or nothing; `null` takes a setting back to its default.
   * @throws Refusal `validation_error`, `setting_overridden`, `settings_conflict`
   */
  update(values: SettingChanges, expectedVersion?: number): Promise<SettingsResponse> {
    // One after the other: two changes made from the same version must not both find it unchanged.
    const turn = this.#lastUpdate.then(() => this.#apply(values, expectedVersion));
    this.#lastUpdate = Promise.allSettled([turn]);
    return turn;
  }

  async #apply(values: SettingChanges, expectedVersion: number | undefined): Promise<SettingsResponse> {
    if (expectedVersion !== undefined && expectedVersion !== this.#version) {
      throw new Refusal(
        'settings_conflict',
        'The settings were changed elsewhere meanwhile. They have been loaded again; make your change once more.',
      );
    }
    const next: Partial<Record<SettingKey, ResolvedValue>> = {};
    const stored: Record<string, unknown> = {};
    for (const [name, raw] of Object.entries(values)) {
      const key = name as SettingKey;
      this.requireEditable(key);
      const declaration = settingDeclarations[key];
      const accepted = raw === null ? null : acceptSetting(key, raw);
      if (raw !== null && accepted === null) {
        throw new Refusal(
          'validation_error',
          `${declaration.title}: "${redact(String(raw))}" cannot be used; it must be ${declaration.allowed}.`,
        );
      }
      if (accepted !== null && holdsCredentials(key, accepted.value)) {
        throw new Refusal(
          'validation_error',
          `${declaration.title}: settings are stored in the open, so they hold no user name and no password. Give those with the proxy itself; they go to the vault.`,
        );
      }
      next[key] = accepted
        ? { value: accepted.value, source: 'dashboard', sourceName: null }
        : { value: declaration.fallback, source: 'default', sourceName: null };
      stored[key] = accepted?.value;
    }
    this.#version = await this.#store.saveSettings(stored);
    Object.assign(this.#resolved, next);
    this.#values = valuesOf(this.#resolved);
    for (const listener of this.#listeners) listener(this.#values, this.#version);
    return this.view();
  }

  /** @throws Refusal `setting_overridden` */
  requireEditable(key: SettingKey): void {
    const { source, sourceName } = this.#resolved[key];
    const { title } = settingDeclarations[key];
    if (source === 'flag' || source === 'environment' || source === 'file') {
      throw new Refusal(
        'setting_overridden',
        `${title} is set by ${sourceName}, which goes before the dashboard. Change it there.`,
      );
    }
    if (!isEditable(key)) {
      throw new Refusal(
        'setting_overridden',
        `${title} is read once at start. Set it with ${settingDeclarations[key].environment[0]} or in the settings file.`,
      );
    }
  }
}

/** What the dashboard has set stands behind flag, environment and file, and before the defaults. */
export function withDashboardValues(
  resolved: Readonly<Record<SettingKey, ResolvedValue>>,
  stored: Readonly<Record<string, unknown>>,
): Record<SettingKey, ResolvedValue> {
  const all = { ...resolved };
  for (const key of settingKeys) {
    if (stored[key] === undefined || all[key].source !== 'default' || !isEditable(key)) continue;
    // A stored value that a newer version does not accept any more gives way to the default.
    const accepted = acceptSetting(key, stored[key]);
    if (accepted !== null) all[key] = { value: accepted.value, source: 'dashboard', sourceName: null };
  }
  return all;
}

/** Every setting with its value, where that came from, and what else it could be. */
export function viewOf(resolved: Readonly<Record<SettingKey, ResolvedValue>>): SettingView[] {
  return settingKeys.map((key) => {
    const declaration = settingDeclarations[key];
    const { value, source, sourceName } = resolved[key];
    return {
      key,
      value: declaration.holdsCredentials === undefined ? value : redact(String(value)),
      defaultValue: declaration.fallback,
      source,
      sourceName,
      environmentName: declaration.environment[0] ?? key,
      editable: isEditable(key) && (source === 'dashboard' || source === 'default'),
      effect: declaration.effect,
      title: declaration.title,
      help: declaration.help,
      unit: 'unit' in declaration ? declaration.unit : null,
      allowed: declaration.allowed,
      choices: declaration.schema instanceof z.ZodEnum ? declaration.schema.options.map(String) : null,
      range: rangeOf(declaration.schema),
    };
  });
}

function rangeOf(schema: z.ZodType): SettingView['range'] {
  const number = schema instanceof z.ZodPipe ? schema.out : null;
  if (!(number instanceof z.ZodNumber) || number.minValue === null || number.maxValue === null) return null;
  return { least: number.minValue, most: number.maxValue };
}

function isEditable(key: SettingKey): boolean {
  return settingDeclarations[key].effect === 'live';
}
