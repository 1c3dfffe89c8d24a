import type { SettingView } from '#contract/settings.ts';

import { engineWords } from '../../i18n/messages.ts';

/** What is said of a setting, in the language of the page; the engine's own words where there are no others. */
export function settingTitle({ key, title }: Pick<SettingView, 'key' | 'title'>): string {
  return engineWords?.settings[key]?.title ?? title;
}

export function settingHelp({ key, help }: Pick<SettingView, 'key' | 'help'>): string {
  return engineWords?.settings[key]?.help ?? help;
}

/** What may be written: words of its own, or those for its type. */
export function settingAllowed(setting: Pick<SettingView, 'key' | 'allowed' | 'value' | 'choices' | 'range'>): string {
  if (engineWords === null) return setting.allowed;
  const own = engineWords.settings[setting.key]?.allowed;
  if (own !== undefined) return own;
  if (typeof setting.value === 'boolean') return engineWords.allowed.yesOrNo;
  if (setting.choices) return setting.choices.join(', ');
  if (!setting.range) return setting.allowed;
  const { least, most } = setting.range;
  return engineWords.allowed.range.replace('{least}', String(least)).replace('{most}', String(most));
}

/** A choice: what it is called in the page's language, and the name that file and environment know it by. */
export function settingChoice(key: SettingView['key'], choice: string): string {
  const word = engineWords?.settings[key]?.choices?.[choice];
  return word === undefined ? choice : `${word} (${choice})`;
}

/** Everything that the setting is found by: its words in the page's language, in English, and its names. */
export function settingTexts(
  setting: Pick<SettingView, 'title' | 'help' | 'key' | 'environmentName'>,
): readonly string[] {
  const { title, help, key, environmentName } = setting;
  return [settingTitle(setting), settingHelp(setting), title, help, key, environmentName];
}
