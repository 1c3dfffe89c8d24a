import type { SettingView } from '#contract/settings.ts';

import { messages } from '../../i18n/messages.ts';
import { settingChoice } from './setting-words.ts';

const t = messages.settings;

/** What an empty value means, where it is not that the engine fills it in. */
const emptyTexts: Partial<Record<SettingView['key'], string>> = { singleAccountId: t.noneNamed };

/** A value as a person reads it. The engine fills an empty default itself, unless it stands for nothing. */
export function valueText(value: SettingView['value'], unit: string | null, key?: SettingView['key']): string {
  if (typeof value === 'boolean') return value ? t.on : t.off;
  if (value === '') return (key === undefined ? undefined : emptyTexts[key]) ?? t.defaultEmpty;
  if (unit !== null) return `${value} ${t.units[unit] ?? unit}`;
  return key === undefined ? String(value) : settingChoice(key, String(value));
}

export function sourceText(setting: Pick<SettingView, 'source' | 'sourceName'>): string {
  const source = t.sources[setting.source];
  return setting.sourceName === null ? t.from(source) : t.fromNamed(source, setting.sourceName);
}

/** Why the dashboard cannot change a setting, and where it can be changed. `null` when it can. */
export function lockText(
  setting: Pick<SettingView, 'editable' | 'source' | 'sourceName' | 'environmentName'>,
): string | null {
  if (setting.editable) return null;
  if (setting.sourceName !== null) return t.lockedBy(setting.sourceName);
  if (setting.source !== 'default' && setting.source !== 'dashboard') return t.lockedUnnamed;
  return t.atStart(setting.environmentName);
}

/** What a person typed, as the engine wants it. Anything that is no number goes as text and is refused with words. */
export function parseInput(text: string, like: SettingView['value']): SettingView['value'] {
  const trimmed = text.trim();
  if (typeof like !== 'number' || trimmed === '') return trimmed;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}
