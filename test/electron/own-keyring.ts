import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { root } from './runtime.ts';

const run = promisify(execFile);

/** Runs in a process of its own, because a session bus is found once and for all by the process that looks. */
const readEntries = `
  import keytar from 'keytar';
  process.stdout.write(JSON.stringify(await keytar.findCredentials(process.argv[1])));
`;

const keyringPassword = 'a password for this test';

export interface KeyringEntry {
  readonly account: string;
  readonly password: string;
}

/** A secret service with a keychain of its own, unlocked, on a session bus that nobody else is on. */
export class OwnKeyring implements AsyncDisposable {
  /** What a program needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  #processes: readonly ChildProcess[];

  private constructor(environment: Readonly<Record<string, string>>, processes: readonly ChildProcess[]) {
    this.environment = environment;
    this.#processes = processes;
  }

  /**
   * @param home an empty folder, where the keychain's file then lies.
   * @throws where a program is missing: a suite that cannot run fails, it is not passed over.
   */
  static async open(home: string): Promise<OwnKeyring> {
    const { PATH = '' } = process.env;
    const environment = { PATH, HOME: home, XDG_RUNTIME_DIR: home };
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const address = await firstLine(bus, 'dbus-daemon (Debian package dbus-x11)');
    const onBus = { ...environment, DBUS_SESSION_BUS_ADDRESS: address };
    return new OwnKeyring(onBus, [await unlocked(onBus), bus]);
  }

  /** As a session does that somebody has walked away from: nothing can be read or written. */
  async lock(): Promise<void> {
    const collection = '/org/freedesktop/secrets/collection/login';
    const question = ['org.freedesktop.Secret.Service.Lock', `array:objpath:${collection}`];
    await run('dbus-send', [...toSecrets, '/org/freedesktop/secrets', ...question], { env: this.environment });
  }

  /** By another service in the place of the one before: no command unlocks one that runs. */
  async unlock(): Promise<void> {
    const [before, ...others] = this.#processes;
    if (before) await ended(before);
    this.#processes = [await unlocked(this.environment), ...others];
  }

  async entries(service: string): Promise<KeyringEntry[]> {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', readEntries, service], {
      cwd: root,
      env: this.environment,
    });
    return JSON.parse(stdout) as KeyringEntry[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#processes) await ended(child);
  }
}

const toSecrets = ['--session', '--print-reply', '--dest=org.freedesktop.secrets'];

async function unlocked(environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: environment,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const failed = endedTooSoon(keyring, 'gnome-keyring-daemon (Debian package gnome-keyring)');
  keyring.stdin.end(keyringPassword);
  await Promise.race([whenOnBus(environment), failed]);
  return keyring;
}

async function ended(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit');
  child.kill();
  await end;
}

async function firstLine(child: ChildProcess, name: string): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error(`${name} has no output to read.`);
  const lines = createInterface({ input: stdout });
  const [line] = (await Promise.race([once(lines, 'line'), endedTooSoon(child, name)])) as [string];
  // What it says later must not fill the pipe.
  lines.resume();
  return line;
}

function endedTooSoon(child: ChildProcess, name: string): Promise<never> {
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`These tests need ${name}.`, { cause })));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was there.`)));
  });
  failed.catch(() => undefined);
  return failed;
}

/** Resolves once somebody answers for the secret service; the daemon does not say when. */
async function whenOnBus(environment: NodeJS.ProcessEnv): Promise<void> {
  const question = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const deadlineMs = Date.now() + 20_000;
  while (Date.now() < deadlineMs) {
    const asked = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', ...question];
    if ((await run('dbus-send', asked, { env: environment })).stdout.includes('boolean true')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The secret service did not come up.');
}
