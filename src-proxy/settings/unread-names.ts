import { settingDeclarations, settingKeys } from '../contract/settings.ts';

/** Read where they are needed, and no settings: secrets of a single command, and what tests say. */
const otherNames: ReadonlySet<string> = new Set([
  'EVENKEEL_BACKUP_PASSPHRASE',
  'EVENKEEL_CLIENT_KEY',
  'EVENKEEL_DASHBOARD_BOOTSTRAP_TOKEN',
  'EVENKEEL_PROXY_PASSWORD',
  'EVENKEEL_SOURCE_KEY',
  'EVENKEEL_TEST',
]);

/**
 * What in an environment looks as if it were meant for us and is not read, in sentences: a slip of the pen, or a setting of
 * codex-lb that has no counterpart. Names alone; their values may be secrets. Pure.
 */
export function unreadNames(environment: NodeJS.ProcessEnv): string[] {
  const read = new Set(settingKeys.flatMap((key): readonly string[] => settingDeclarations[key].environment));
  const unread = Object.keys(environment)
    .filter((name) => !read.has(name) && !otherNames.has(name))
    .toSorted();
  const own = unread.filter((name) => name.startsWith('EVENKEEL_'));
  const reference = unread.filter((name) => name.startsWith('CODEX_LB_'));
  return [
    ...(own.length === 0 ? [] : [`Not settings of Evenkeel, and not read: ${own.join(', ')}. ${whereToLook}`]),
    ...(reference.length === 0
      ? []
      : [`Settings of codex-lb without a counterpart here, and not read: ${reference.join(', ')}. ${whereToLook}`]),
  ];
}

const whereToLook = '`evenkeel doctor` lists every setting with its names.';
