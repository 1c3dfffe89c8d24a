/** What the `evenkeel` command knows; the app itself is started by none of these. */
const commands: ReadonlySet<string> = new Set([
  'accounts',
  'affinity',
  'backup',
  'command',
  'dashboard',
  'doctor',
  'help',
  'keys',
  'restore',
  'serve',
  'setup',
  'sources',
]);
const questions: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-V']);

/**
 * The installed app is the `evenkeel` command, too: with a command as its first word it runs that in place of tray and
 * window. SECURITY (E10): only the first word counts, so that no address and no switch of Chromium's can become one.
 *
 * @param argv as Electron has it; while the app is not packaged, its folder comes before its own words
 * @returns what the command line is to read, as `process.argv` has it; `null` where the app is meant
 */
export function commandLineOf(
  [program = '', ...args]: readonly string[],
  { isPackaged }: { isPackaged: boolean },
): string[] | null {
  // What a person behind Chromium's sandbox has to say first.
  const own = args.filter((arg) => arg !== '--no-sandbox').slice(isPackaged ? 0 : 1);
  const [first] = own;
  if (first === undefined || !(commands.has(first) || questions.has(first))) return null;
  return [program, 'evenkeel', ...own];
}
