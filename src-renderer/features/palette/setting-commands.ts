import type { SettingView } from '#contract/settings.ts';

import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import { settingTexts, settingTitle } from '../settings/setting-words.ts';
import type { Command } from './rank-commands.ts';

/** One for each setting: its page, scrolled to it and with the keyboard in its field. */
export function settingCommands({ router, jump }: Dashboard, settings: readonly SettingView[]): Command[] {
  return settings.map((setting) => ({
    id: `setting:${setting.key}`,
    title: messages.palette.setting(settingTitle(setting)),
    group: 'setting',
    keywords: settingTexts(setting).join(' '),
    run: () => {
      jump.to(`setting:${setting.key}`);
      router.go('settings');
    },
  }));
}
