import { chmod, lstat, mkdir, readFile, realpath, unlink } from 'node:fs/promises';
import * as nodeFs from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';

import type { Command } from 'commander';

import { restoreScriptPath, shellQuoted } from '../clients/set-up/restore-script.ts';
import { Refusal } from '../contract/refusal.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { createFileOnce, errorCode, replaceFile } from '../vault/durable-file.ts';
import { isShim, ownProgram, shimText, type Runtime } from './command-shim.ts';

export interface CommandFlags {
  readonly folder?: string;
}

/**
 * Where a person's own commands lie: on the PATH of most Linux systems and of Windows, on that of macOS once added.
 * @throws Refusal `validation_error` where nobody says whose they are: it would be the folder that one happens to stand in
 */
function usualFolder({ platform, environment }: Runtime): string {
  const [name, ...below] =
    platform === 'win32' ? ['LOCALAPPDATA', 'Microsoft', 'WindowsApps'] : ['HOME', '.local', 'bin'];
  const own = environment[name ?? ''] ?? '';
  if (own === '')
    throw new Refusal(
      'validation_error',
      `The environment does not say where your own folder is (${name}). Name one for the command with --folder.`,
    );
  return join(own, ...below);
}

function fileFor(runtime: Runtime, { folder }: CommandFlags): string {
  const name = runtime.platform === 'win32' ? 'evenkeel.cmd' : 'evenkeel';
  return join(folder === undefined ? usualFolder(runtime) : resolve(folder), name);
}

/** What lies where the command goes. */
async function found(file: string): Promise<'nothing' | 'ours' | 'foreign'> {
  const stats = await lstat(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (stats === null) return 'nothing';
  return stats.isFile() && stats.size < 10_000 && isShim(await readFile(file, 'utf8')) ? 'ours' : 'foreign';
}

/** The file that "evenkeel" means in a shell, if any. */
async function onPath({ platform, environment }: Runtime): Promise<string | null> {
  const endings = platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter((each) => each !== ''))
    for (const ending of endings) {
      const file = join(folder, `evenkeel${ending}`);
      if (await lstat(file).then(Boolean, () => false)) return file;
    }
  return null;
}

const isFolderOnPath = ({ environment }: Runtime, folder: string): boolean =>
  (environment['PATH'] ?? '').split(delimiter).some((each) => each !== '' && resolve(each) === folder);

/** @throws Refusal for a file that is somebody else's; it is never overwritten */
export async function installCommand(runtime: Runtime, flags: CommandFlags, dataDir: string): Promise<string[]> {
  const program = ownProgram(runtime);
  const present = await onPath(runtime);
  // A package of the system brings a link to it.
  if (present !== null && (await realpath(present).catch(() => null)) === program[0])
    return [`The command is there already: ${present}`];
  const file = fileFor(runtime, flags);
  const script = restoreScriptPath(resolve(dataDir), runtime.platform);
  const bytes = Buffer.from(shimText(program, runtime, script));
  await mkdir(dirname(file), { recursive: true });
  const standing = await found(file);
  const isForeign =
    standing === 'foreign' || (standing === 'nothing' && (await createFileOnce(nodeFs, file, bytes)) === 'existed');
  if (isForeign)
    throw new Refusal(
      'validation_error',
      `There is a file ${file} that Evenkeel did not write. It was left as it is; name another folder with --folder.`,
    );
  if (standing === 'ours') await replaceFile(nodeFs, file, bytes);
  await chmod(file, 0o755);
  return [`${file} now starts ${program.join(' ')}`, ...(await pathAdvice(runtime, file))];
}

async function pathAdvice(runtime: Runtime, file: string): Promise<string[]> {
  const folder = dirname(file);
  const first = await onPath(runtime);
  if (first !== null && first !== file)
    return [`Another command of that name comes first on your PATH: ${first}. This one is started by its whole name.`];
  if (isFolderOnPath(runtime, folder)) return [];
  const profile = runtime.platform === 'darwin' ? '~/.zprofile' : '~/.profile';
  return runtime.platform === 'win32'
    ? [`${folder} is not on your PATH. Add it in the settings of Windows under "environment variables".`]
    : [`${folder} is not on your PATH. Add this line to ${profile}:  export PATH=${shellQuoted(folder)}:"$PATH"`];
}

export async function removeCommand(runtime: Runtime, flags: CommandFlags): Promise<string[]> {
  const file = fileFor(runtime, flags);
  const standing = await found(file);
  if (standing === 'nothing') return [`There is no ${file}.`];
  if (standing === 'foreign')
    throw new Refusal('validation_error', `${file} is a file that Evenkeel did not write. It was left as it is.`);
  await unlink(file);
  return [`${file} is gone.`];
}

export async function commandStatus(runtime: Runtime, flags: CommandFlags): Promise<string[]> {
  const file = fileFor(runtime, flags);
  const standing = await found(file);
  const present = await onPath(runtime);
  return [
    present === null ? 'A shell knows no command "evenkeel".' : `In a shell, "evenkeel" is ${present}`,
    standing === 'nothing'
      ? `There is no ${file}. Write it with: evenkeel command install`
      : standing === 'ours'
        ? `${file} was written by Evenkeel.`
        : `${file} is a file that Evenkeel did not write.`,
    ...(standing === 'ours' ? await pathAdvice(runtime, file) : []),
  ];
}

function thisRuntime(): Runtime {
  const isElectron = process.versions['electron'] !== undefined;
  return {
    platform: process.platform,
    execPath: process.execPath,
    argv: process.argv,
    environment: process.env,
    kind: !isElectron ? 'node' : 'defaultApp' in process ? 'source' : 'packaged',
  };
}

const ownDataDir = (): string =>
  resolveSettings({ flags: {}, environment: process.env, workingDirectory: process.cwd() }).values.dataDir;

const print = (lines: readonly string[]): void => lines.forEach((line) => console.log(line));

/** `evenkeel command …` */
export function addOwnCommand(program: Command): void {
  const command = program.command('command').description('the command "evenkeel" itself, for your shell');
  command
    .command('install')
    .description('write a small program that starts this Evenkeel, where your shell finds it')
    .option('--folder <folder>', 'where to, other than the usual place for your own commands')
    .action(async (flags: CommandFlags) => print(await installCommand(thisRuntime(), flags, ownDataDir())));
  command
    .command('remove')
    .description('take it away again')
    .option('--folder <folder>', 'where it was written to')
    .action(async (flags: CommandFlags) => print(await removeCommand(thisRuntime(), flags)));
  command
    .command('status')
    .description('show what "evenkeel" means in your shell')
    .option('--folder <folder>', 'where it was written to')
    .action(async (flags: CommandFlags) => print(await commandStatus(thisRuntime(), flags)));
}
