import type { MessageBoxOptions } from 'electron';

import type { LifecyclePort, ShellPorts } from '../../../src-main/shell-ports.ts';
import type { TrayController } from '../../../src-main/tray/tray-controller.ts';
import type { TrayModel } from '../../../src-main/tray/tray-model.ts';
import type { DashboardWindow } from '../../../src-main/window/dashboard-window.ts';
import type { Logger } from '../../../src-proxy/ports.ts';
import { FakeEngine } from './fake-engine.ts';
import { ManualTime } from './manual-time.ts';

export class FakeLifecycle implements LifecyclePort {
  isFirst = true;
  readonly exits: (number | undefined)[] = [];
  secondInstance = () => {};
  activate = () => {};
  requestQuit = () => {};
  #exited = Promise.withResolvers<void>();

  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }

  exit(code?: number): void {
    this.exits.push(code);
    this.#exited.resolve();
  }

  exited(): Promise<void> {
    return this.#exited.promise;
  }

  whenReady(): Promise<void> {
    return Promise.resolve();
  }

  onSecondInstance(listener: () => void): void {
    this.secondInstance = listener;
  }

  onActivate(listener: () => void): void {
    this.activate = listener;
  }

  onQuitRequested(listener: () => void): void {
    this.requestQuit = listener;
  }
}

/** A dialog that waits for the test to press a button, or for its signal. */
export class FakeDialogs {
  readonly shown: MessageBoxOptions[] = [];
  /** How many were taken away before a button was pressed. */
  aborted = 0;
  #press: ((button: number) => void) | null = null;
  #whenShown = Promise.withResolvers<void>();

  ask = (options: MessageBoxOptions & { signal: AbortSignal }): Promise<number> => {
    this.shown.push(options);
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#press = resolve;
    options.signal.addEventListener('abort', () => {
      this.aborted += 1;
      resolve(options.cancelId ?? 0);
    });
    this.#whenShown.resolve();
    this.#whenShown = Promise.withResolvers<void>();
    return promise;
  };

  get last(): MessageBoxOptions | undefined {
    return this.shown.at(-1);
  }

  next(): Promise<void> {
    return this.#whenShown.promise;
  }

  press(label: string): void {
    const button = this.last?.buttons?.indexOf(label) ?? -1;
    if (button < 0) throw new Error(`No button "${label}" among ${JSON.stringify(this.last?.buttons)}.`);
    this.#press?.(button);
  }
}

export class FakeWindow implements DashboardWindow {
  /** Origins, each with the hash that it was shown with. */
  readonly shows: string[] = [];
  readonly fronts: string[] = [];
  open = false;
  /** Somebody looks at the window. */
  look = () => {};
  show(origin: string, hash = ''): void {
    this.shows.push(`${origin}${hash}`);
    this.open = true;
  }
  bringToFront(origin: string): void {
    this.fronts.push(origin);
    this.open = true;
  }
  isOpen(): boolean {
    return this.open;
  }
  close(): void {
    this.open = false;
  }
}

export class MemoryLog implements Logger {
  readonly lines: string[] = [];
  error = (message: string) => void this.lines.push(`error ${message}`);
  warn = (message: string) => void this.lines.push(`warn ${message}`);
  info = (message: string) => void this.lines.push(`info ${message}`);
  debug = (message: string) => void this.lines.push(`debug ${message}`);
}

/** The whole outside of the shell. */
export function fakeShellPorts() {
  const engine = new FakeEngine();
  const lifecycle = new FakeLifecycle();
  const dialogs = new FakeDialogs();
  const window = new FakeWindow();
  const time = new ManualTime();
  const log = new MemoryLog();
  const printed: string[] = [];
  const copied: string[] = [];
  const outside = {
    openErrors: [] as Error[],
    disposedTrays: 0,
    makeModel: null as (() => TrayModel) | null,
    clickIcon: () => {},
    openMenu: () => {},
    resume: () => {},
    unlock: () => {},
    addresses: '192.0.2.1',
  };

  const ports: ShellPorts = {
    lifecycle,
    openEngine: () => {
      const error = outside.openErrors.shift();
      return error ? Promise.reject(error) : Promise.resolve({ engine, port: 2455 });
    },
    findFreePort: (wanted) => Promise.resolve(wanted + 1),
    createTray: ({ makeModel, onLook }, onClick): TrayController => {
      outside.makeModel = makeModel;
      outside.openMenu = onLook;
      outside.clickIcon = onClick;
      return { invalidate: () => {}, shown: makeModel, dispose: () => void (outside.disposedTrays += 1) };
    },
    createWindow: (onLook) => {
      window.look = onLook;
      return window;
    },
    windowAgent: () => 'our window',
    power: {
      onResume: (listener) => void (outside.resume = listener),
      onUnlock: (listener) => void (outside.unlock = listener),
    },
    networkAddresses: () => outside.addresses,
    ask: dialogs.ask,
    copyText: (text) => Promise.resolve(void copied.push(text)),
    time,
    clockText: (ms) => new Date(ms).toISOString().slice(11, 16),
    print: (line) => void printed.push(line),
    log,
    platform: 'linux',
    startHidden: false,
  };
  return { ports, engine, lifecycle, dialogs, window, time, log, printed, copied, outside };
}
