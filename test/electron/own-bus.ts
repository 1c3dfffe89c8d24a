import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A session bus that nobody else is on: no keychain, no panel, no tray. */
export class OwnBus implements AsyncDisposable {
  readonly address: string;
  readonly #daemon: ChildProcess;

  private constructor(address: string, daemon: ChildProcess) {
    this.address = address;
    this.#daemon = daemon;
  }

  /** @throws where the program is missing: a suite that cannot run fails, it is not passed over. */
  static async open(home: string): Promise<OwnBus> {
    const { PATH = '' } = process.env;
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      env: { PATH, HOME: home, XDG_RUNTIME_DIR: home },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const missing = once(daemon, 'exit').then(() => {
      throw new Error('These tests need dbus-daemon (Debian package dbus).');
    });
    missing.catch(() => undefined);
    const lines = createInterface({ input: daemon.stdout });
    const [address] = (await Promise.race([once(lines, 'line'), missing])) as [string];
    return new OwnBus(address, daemon);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#daemon.exitCode !== null) return;
    const ended = once(this.#daemon, 'exit');
    this.#daemon.kill();
    await ended;
  }
}
