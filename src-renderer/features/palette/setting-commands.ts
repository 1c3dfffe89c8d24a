import type { SettingView } from '#contract/settings.ts';

import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import type { Command } from './rank-commands.ts';

/** One for each setting: its page, scrolled to it and with the keyboard in its field. */
export function settingCommands({ router, jump }: Dashboard, settings: readonly SettingView[]): Command[] {
  return settings.map(({ key, title, help }) => ({
    id: `setting:${key}`,
    title: messages.palette.setting(title),
    group: 'setting',
    keywords: `${key} ${help}`,
    run: () => {
      jump.to(`setting:${key}`);
      router.go('settings');
    },
  }));
}
