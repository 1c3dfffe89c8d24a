import { settingDeclarations, type SettingKey, type Settings } from '../contract/settings.ts';

/** What a person wrote, as the setting's value; `null` when it cannot be used. */
export function acceptSetting(key: SettingKey, raw: unknown): { readonly value: Settings[SettingKey] } | null {
  const parsed = settingDeclarations[key].schema.safeParse(raw);
  return parsed.success ? { value: parsed.data } : null;
}

/** Whether an accepted value carries a user name or a password. */
export function holdsCredentials(key: SettingKey, value: Settings[SettingKey]): boolean {
  return settingDeclarations[key].holdsCredentials?.(String(value)) === true;
}
