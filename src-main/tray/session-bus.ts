import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Logger } from '../../src-proxy/ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a program and gives what it printed. @throws where it is missing, fails or takes too long */
export type RunProgram = (program: string, args: readonly string[], environment: Environment) => Promise<string>;

const watcher = 'org.kde.StatusNotifierWatcher';
const bus = 'org.freedesktop.DBus';
const path = '/org/freedesktop/DBus';

/** The same question to the bus by three programs; a system with a desktop has at least one. */
const questions: readonly (readonly [program: string, args: readonly string[]])[] = [
  ['busctl', ['--user', 'call', bus, path, bus, 'NameHasOwner', 's', watcher]],
  ['gdbus', ['call', '--session', '--dest', bus, '--object-path', path, '--method', `${bus}.NameHasOwner`, watcher]],
  ['dbus-send', ['--session', '--print-reply', `--dest=${bus}`, path, `${bus}.NameHasOwner`, `string:${watcher}`]],
];

const patienceMs = 3_000;

export const runProgram: RunProgram = async (program, args, environment) => {
  const { stdout } = await promisify(execFile)(program, args, { env: environment, timeout: patienceMs });
  return stdout;
};

/** Whether somebody on the session's bus shows tray icons; `null` where no bus answers. Never rejects. */
export async function hasTrayWatcher(environment: Environment, log: Logger, run = runProgram): Promise<boolean | null> {
  // Without its address, one of them would start a bus of its own and find it empty.
  if (!environment['DBUS_SESSION_BUS_ADDRESS']) return null;
  // An AppImage's libraries are not those that the system's programs were built with.
  const { LD_LIBRARY_PATH: _own, ...others } = environment;
  for (const [program, args] of questions) {
    const answer = await run(program, args, others).catch((error: unknown) => {
      log.debug('The session bus could not be asked for a tray.', { program, error });
      return '';
    });
    const word = /\b(?:true|false)\b/.exec(answer)?.[0];
    if (word !== undefined) return word === 'true';
  }
  return null;
}
