import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PNG of one colour stays well below it, one with text well above. */
const emptyScreenBytes = 8_000;

/** A screen that nobody sees, of this test run alone. */
export class OwnDisplay implements AsyncDisposable {
  readonly name: string;
  readonly #server: ChildProcess;

  private constructor(name: string, server: ChildProcess) {
    this.name = name;
    this.#server = server;
  }

  /** @throws where Xvfb is missing: a suite that cannot run fails, it is not passed over. */
  static async open(): Promise<OwnDisplay> {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const failed = new Promise<never>((_resolve, reject) => {
      server.once('error', (cause) =>
        reject(new Error('These tests need a display: install Xvfb (apt-get install xvfb).', { cause })),
      );
      server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it had a display.`)));
    });
    failed.catch(() => undefined);
    const pipe = server.stdio[3];
    if (!pipe) throw new Error('Xvfb has no pipe to tell its display.');
    const [number] = (await Promise.race([once(pipe, 'data'), failed])) as [Buffer];
    return new OwnDisplay(`:${number.toString().trim()}`, server);
  }

  /** The whole screen, dialogs included, as soon as something is on it. @throws when it stays empty. */
  async screenshot(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const deadlineMs = Date.now() + 20_000;
    while (Date.now() < deadlineMs) {
      await run('import', ['-display', this.name, '-window', 'root', file]);
      if ((await stat(file)).size > emptyScreenBytes) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`Nothing was shown on the screen: ${file}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#server, 'exit');
    this.#server.kill();
    await ended;
  }
}
