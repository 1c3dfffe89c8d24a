import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { _electron, type ElectronApplication, type Page } from 'playwright-core';

import type { TestHook } from '../../src-main/test-hook.ts';
import type { TrayModel } from '../../src-main/tray/tray-model.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import type { OwnDisplay } from './own-display.ts';
import { electronProgram, root, sandboxArgs } from './runtime.ts';

type FakeUpstream = Awaited<ReturnType<typeof startFakeUpstream>>;
type WithHook = typeof globalThis & { evenkeelTest: TestHook };

/** The label of an item of a menu, however deep. */
export function labelIn(tray: TrayModel | null, itemId: string): string | null {
  const find = (items: TrayModel['items']): string | null => {
    for (const item of items) {
      if (item.kind === 'separator') continue;
      const label = item.id === itemId ? item.label : item.kind === 'submenu' ? find(item.items) : null;
      if (label !== null) return label;
    }
    return null;
  };
  return find(tray?.items ?? []);
}

/** The desktop app in a real Electron, with a home, a data folder and an upstream of its own. */
export class DesktopStage implements AsyncDisposable {
  readonly upstream: FakeUpstream;
  readonly folder: string;
  readonly display: OwnDisplay;
  #app: ElectronApplication | null = null;
  #process: ChildProcess | null = null;
  #complaints = '';
  #waiting: { text: string; resolve: () => void }[] = [];

  private constructor(upstream: FakeUpstream, folder: string, display: OwnDisplay) {
    this.upstream = upstream;
    this.folder = folder;
    this.display = display;
  }

  static async open(display: OwnDisplay): Promise<DesktopStage> {
    return new DesktopStage(await startFakeUpstream(), await mkdtemp(join(tmpdir(), 'evenkeel-desktop-')), display);
  }

  environment(extra: Record<string, string> = {}): Record<string, string> {
    const { PATH = '' } = process.env;
    return {
      PATH,
      LANG: 'C.UTF-8',
      HOME: this.folder,
      XDG_RUNTIME_DIR: this.folder,
      DISPLAY: this.display.name,
      EVENKEEL_TEST: '1',
      EVENKEEL_DATA_DIR: join(this.folder, 'data'),
      EVENKEEL_PORT: '0',
      EVENKEEL_VAULT: 'file',
      EVENKEEL_UPSTREAM_BASE_URL: this.upstream.baseUrl,
      EVENKEEL_AUTH_BASE_URL: this.upstream.authBaseUrl,
      ...extra,
    };
  }

  async launch(extra: Record<string, string> = {}, args: readonly string[] = []): Promise<ElectronApplication> {
    this.#app = await _electron.launch({
      executablePath: electronProgram(),
      args: [...sandboxArgs, root, ...args],
      cwd: this.folder,
      env: this.environment(extra),
    });
    // Kept, because Playwright no longer knows it once the app has ended.
    this.#process = this.#app.process();
    this.#process.stderr?.on('data', (chunk: Buffer) => this.#hear(chunk.toString()));
    return this.#app;
  }

  get app(): ElectronApplication {
    if (!this.#app) throw new Error('The app was not launched.');
    return this.#app;
  }

  get process(): ChildProcess {
    if (!this.#process) throw new Error('The app was not launched.');
    return this.#process;
  }

  window(): Promise<Page> {
    return this.app.firstWindow();
  }

  async origin(): Promise<string> {
    const model = await this.trayWhere((tray) => tray.icon !== 'starting' && tray.icon !== 'error');
    const [status] = model.items;
    if (status?.kind !== 'item') throw new Error('The tray has no status line.');
    return `http://${status.label.replace(/^.* · /, '')}`;
  }

  tray(): Promise<TrayModel | null> {
    return this.app.evaluate(() => (globalThis as WithHook).evenkeelTest.trayModel());
  }

  /** The label of one item of the tray menu, or of a menu in it; `null` where there is none. */
  async label(itemId: string): Promise<string | null> {
    return labelIn(await this.tray(), itemId);
  }

  /** Takes the place of the system's browser: addresses that the app hands over are kept here instead. */
  async catchBrowser(): Promise<() => Promise<string[]>> {
    await this.app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { openedOutside: opened });
      shell.openExternal = (url) => Promise.resolve(void opened.push(url));
    });
    return () => this.app.evaluate(() => (globalThis as unknown as { openedOutside: string[] }).openedOutside);
  }

  /** The menu changes at most once a second, so an item may be a moment away. */
  async click(itemId: string): Promise<void> {
    await this.trayWhere((tray) => labelIn(tray, itemId) !== null);
    await this.app.evaluate((_electron, id) => (globalThis as WithHook).evenkeelTest.click(id), itemId);
  }

  /** Resolves with the first menu that fits; the tray changes at most once a second, so that is how often it is asked. */
  async trayWhere(fits: (tray: TrayModel) => boolean): Promise<TrayModel> {
    const deadlineMs = Date.now() + 20_000;
    let last: TrayModel | null = null;
    while (Date.now() < deadlineMs) {
      last = await this.tray();
      if (last && fits(last)) return last;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`The tray never fitted. It was: ${JSON.stringify(last)}`);
  }

  /** Resolves with the exit code. */
  ended(): Promise<number | null> {
    const child = this.process;
    if (child.exitCode !== null) return Promise.resolve(child.exitCode);
    return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  screenshotOfScreen(file: string): Promise<void> {
    return this.display.screenshot(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process && this.#process.exitCode === null) {
      const ended = this.ended();
      this.#process.kill('SIGTERM');
      await ended;
    }
    await this.upstream.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Resolves once the app has warned about something, past or future, on standard error. */
  whenWarned(text: string): Promise<void> {
    if (this.#complaints.includes(text)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ text, resolve }));
  }

  #hear(chunk: string): void {
    this.#complaints += chunk;
    for (const { text, resolve } of this.#waiting) if (this.#complaints.includes(text)) resolve();
  }
}
