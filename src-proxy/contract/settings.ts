import { z } from 'zod';

import { balancingSettings } from './settings/balancing.ts';
import { desktopSettings } from './settings/desktop.ts';
import { listeningSettings } from './settings/listening.ts';
import { notifyingSettings } from './settings/notifying.ts';
import { observingSettings } from './settings/observing.ts';
import { signingInSettings } from './settings/signing-in.ts';
import { upstreamSettings } from './settings/upstream.ts';

/** Where a value came from; the first that has one wins, in this order. */
export const settingSources = ['flag', 'environment', 'file', 'dashboard', 'default'] as const;
export type SettingSource = (typeof settingSources)[number];

/**
 * Every setting there is, declared once. File, environment, flags, dashboard and `evenkeel doctor` all read from here.
 * Names that exist in codex-lb with the same meaning are kept, so that an environment carries over.
 */
export const settingDeclarations = {
  ...listeningSettings,
  ...signingInSettings,
  ...upstreamSettings,
  ...balancingSettings,
  ...observingSettings,
  ...notifyingSettings,
  ...desktopSettings,
} as const;

export type SettingKey = keyof typeof settingDeclarations;
export type Settings = { readonly [Key in SettingKey]: z.output<(typeof settingDeclarations)[Key]['schema']> };
export const settingKeys = Object.keys(settingDeclarations) as SettingKey[];

/** One setting as the dashboard shows it. */
export const settingViewSchema = z.strictObject({
  key: z.enum(settingKeys as [SettingKey, ...SettingKey[]]),
  value: z.union([z.string(), z.number(), z.boolean()]),
  defaultValue: z.union([z.string(), z.number(), z.boolean()]),
  source: z.enum(settingSources),
  /** The variable or flag that set it, where one did: then the dashboard cannot change it. */
  sourceName: z.string().nullable(),
  /** The variable that can set it. */
  environmentName: z.string(),
  editable: z.boolean(),
  /** When a change counts: at the next request, or at the next start. */
  effect: z.enum(['live', 'restart']),
  title: z.string(),
  help: z.string(),
  unit: z.string().nullable(),
  allowed: z.string(),
  choices: z.array(z.string()).nullable(),
  /** Of a whole number: what it may be. */
  range: z.strictObject({ least: z.number(), most: z.number() }).nullable().optional(),
});
export type SettingView = z.infer<typeof settingViewSchema>;

/** Every value by its name, and beside them `settings` with all that there is to say of each. */
export const settingsResponseSchema = z.looseObject({
  version: z.number().int(),
  settings: z.array(settingViewSchema),
});
export type SettingsResponse = z.infer<typeof settingsResponseSchema>;

/**
 * `PUT /api/settings`: by name, only what changes; `null` takes a setting back to its default. `expectedVersion` guards
 * against overwriting somebody else's change.
 */
export const settingsUpdateSchema = z.partialRecord(
  z.enum([...settingKeys, 'expectedVersion']),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
/** By name, only what changes; `null` takes a setting back to its default. */
export type SettingChanges = Partial<Record<SettingKey, string | number | boolean | null>>;
export type SettingsUpdate = z.infer<typeof settingsUpdateSchema>;
