import type { MenuItemConstructorOptions, MessageBoxOptions } from 'electron';

import type { LifecyclePort, QuitSender, ShellPorts, SystemPatience } from '../../../src-main/shell-ports.ts';
import type { Autostart, AutostartState } from '../../../src-main/autostart/autostart.ts';
import type { Notice } from '../../../src-main/notifications/notice.ts';
import type { NotificationPort } from '../../../src-main/notifications/notifier.ts';
import type { MissedUpdate } from '../../../src-main/updates/missed-update.ts';
import type { UpdatePort } from '../../../src-main/updates/updater.ts';
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
  /** How often the app asked the system to start it again once it has ended. */
  relaunches = 0;
  #onQuitRequested: (by: QuitSender) => void = () => {};
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

  /** Whether a wish to quit goes through to the system now. */
  mayQuit = false;
  allowQuit(): void {
    this.mayQuit = true;
  }

  onSecondInstance(listener: () => void): void {
    this.secondInstance = listener;
  }

  onActivate(listener: () => void): void {
    this.activate = listener;
  }

  relaunch(): void {
    this.relaunches += 1;
  }

  onQuitRequested(listener: (by: QuitSender) => void): void {
    this.#onQuitRequested = listener;
  }

  requestQuit(by: QuitSender = 'person'): void {
    this.#onQuitRequested(by);
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
  /** The person has closed it. */
  left = () => {};
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
  /** Its page has not painted yet. */
  opening = false;
  isOpening(): boolean {
    return this.open && this.opening;
  }
  isVisible(): boolean {
    return this.open && !this.opening;
  }
  close(): void {
    this.open = false;
  }
}

/** The system's notifications, those that were shown. */
export class FakeNotifications implements NotificationPort {
  supported = true;
  readonly shown: Notice[] = [];
  readonly #clicks = new Map<string, () => void>();
  isSupported(): boolean {
    return this.supported;
  }
  show(notice: Notice, onClick: () => void): void {
    this.shown.push(notice);
    this.#clicks.set(notice.id, onClick);
  }
  click(id: string): void {
    const click = this.#clicks.get(id);
    if (click === undefined) throw new Error(`No notification ${id} among ${[...this.#clicks.keys()].join(', ')}.`);
    click();
  }
}

/** A list of what starts at login. */
export class FakeAutostart implements Autostart {
  on = false;
  isApproved = true;
  error: Error | null = null;
  state(): AutostartState {
    if (!this.on) return 'off';
    return this.isApproved ? 'on' : 'awaits-approval';
  }
  set(isOn: boolean): Promise<void> {
    if (this.error !== null) return Promise.reject(this.error);
    this.on = isOn;
    return Promise.resolve();
  }
}

/** A server of updates with at most one new version. */
export class FakeUpdates implements UpdatePort {
  supported = true;
  newest: string | null = null;
  checks = 0;
  installs = 0;
  error: Error | null = null;
  onPercent: (percent: number) => void = () => {};
  #downloaded = Promise.withResolvers<string>();
  isSupported(): boolean {
    return this.supported;
  }
  check(): Promise<string | null> {
    this.checks += 1;
    return this.error === null ? Promise.resolve(this.newest) : Promise.reject(this.error);
  }
  download(onPercent: (percent: number) => void): Promise<string> {
    this.onPercent = onPercent;
    return this.#downloaded.promise;
  }
  finishDownload(): void {
    this.#downloaded.resolve(this.newest ?? '');
  }
  failDownload(error: Error): void {
    this.#downloaded.reject(error);
  }
  failInstall: (error: Error) => void = () => {};
  install(onFailed: (error: Error) => void): void {
    this.installs += 1;
    this.failInstall = onFailed;
  }
}

/** What a run before may have left. */
export class FakeMissedUpdate implements MissedUpdate {
  version: string | null = null;
  keep(version: string): void {
    this.version = version;
  }
  take(): string | null {
    const { version } = this;
    this.version = null;
    return version;
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
  const notifications = new FakeNotifications();
  const autostart = new FakeAutostart();
  const updates = new FakeUpdates();
  const missedUpdate = new FakeMissedUpdate();
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
    /** The machine goes down, or the person logs out. */
    endSystem: (_patience: SystemPatience): void => {},
    addresses: '192.0.2.1',
    languages: ['en-GB'],
    hasNoTray: false,
    hasLog: true,
    openedLogs: 0,
    logError: null as Error | null,
    /** The application's own menu, as it was last set. */
    appMenu: [] as MenuItemConstructorOptions[],
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
    createWindow: ({ onLook, onLeft }) => {
      window.look = onLook;
      window.left = onLeft;
      return window;
    },
    hasNoTray: () => Promise.resolve(outside.hasNoTray),
    windowAgent: () => 'our window',
    notifications,
    autostart,
    logFolder: {
      isThere: () => outside.hasLog,
      open() {
        outside.openedLogs += 1;
        return outside.logError === null ? Promise.resolve() : Promise.reject(outside.logError);
      },
    },
    updates,
    missedUpdate,
    power: {
      onResume: (listener) => void (outside.resume = listener),
      onUnlock: (listener) => void (outside.unlock = listener),
      onSystemEnd: (listener) => void (outside.endSystem = listener),
    },
    networkAddresses: () => outside.addresses,
    ask: dialogs.ask,
    copyText: (text) => Promise.resolve(void copied.push(text)),
    time,
    systemLanguages: () => outside.languages,
    timeZone: 'UTC',
    setAppMenu: (template) => void (outside.appMenu = template),
    print: (line) => void printed.push(line),
    log,
    platform: 'linux',
    startHidden: false,
  };
  return {
    ports,
    engine,
    lifecycle,
    dialogs,
    window,
    time,
    log,
    notifications,
    autostart,
    updates,
    missedUpdate,
    printed,
    copied,
    outside,
  };
}
