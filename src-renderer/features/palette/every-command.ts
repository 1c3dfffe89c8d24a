import type { SettingView } from '#contract/settings.ts';

import type { Dashboard } from '../../state/dashboard.svelte.ts';
import { accountCommands } from './account-commands.ts';
import { copyAddressCommand, ownerCommands, viewCommands } from './action-commands.ts';
import { pageCommands, searchCommand } from './page-commands.ts';
import { rankCommands, type Command } from './rank-commands.ts';
import { settingCommands } from './setting-commands.ts';

/** All that the person may do at this moment. */
export function everyCommand(dashboard: Dashboard, settings: readonly SettingView[]): Command[] {
  const { isGuest } = dashboard.door;
  return [
    ...pageCommands(dashboard),
    ...(isGuest ? [] : ownerCommands(dashboard)),
    ...copyAddressCommand(dashboard),
    ...viewCommands(dashboard),
    ...(isGuest ? [] : accountCommands(dashboard)),
    ...settingCommands(dashboard, settings),
  ];
}

/** What fits, best first; looking for the words among the requests is always the last way out. */
export function fittingCommands(
  dashboard: Dashboard,
  settings: readonly SettingView[],
  typed: string,
): readonly Command[] {
  const ranked = rankCommands(everyCommand(dashboard, settings), typed, dashboard.palette.recent);
  const search = searchCommand(dashboard, typed);
  return search === null ? ranked : [...ranked, search];
}
