import type { App, MenuItemConstructorOptions, MessageBoxOptions } from 'electron';

import type { Engine } from '../src-proxy/engine-api.ts';
import type { Logger } from '../src-proxy/ports.ts';
import type { Autostart } from './autostart/autostart.ts';
import type { LogFolder } from './log-folder.ts';
import type { NotificationPort } from './notifications/notifier.ts';
import type { MissedUpdate } from './updates/missed-update.ts';
import type { UpdatePort } from './updates/updater.ts';
import type { TimePort } from './time-port.ts';
import type { TrayController, TrayControllerPorts } from './tray/tray-controller.ts';
import type { DashboardWindow, WindowListeners } from './window/dashboard-window.ts';

/** The life of the application as the system sees it. Each `on…` is called at most once. */
export interface LifecyclePort extends Pick<App, 'requestSingleInstanceLock' | 'exit' | 'whenReady'> {
  onSecondInstance(listener: () => void): void;
  /** From now on a wish to quit is let through to the system. Another start may take over. */
  allowQuit(): void;
  /** A click on the dock icon. */
  onActivate(listener: () => void): void;
  /** The application does not end by itself then. */
  onQuitRequested(listener: (by: QuitSender) => void): void;
  /** Once it has exited, the application is started again. */
  relaunch(): void;
}

/** Who wants the application to end: somebody by Cmd+Q or the menu, or a program by a signal. */
export type QuitSender = 'person' | 'signal';

/** Whether a system that goes down waits some seconds for us, or may end us at any moment. */
export type SystemPatience = 'some' | 'none';

/** What the system tells of sleep and of the person. Each `on…` is called at most once, after the app is ready. */
export interface PowerPort {
  /** The machine woke up. */
  onResume(listener: () => void): void;
  /** Somebody is back at the screen. */
  onUnlock(listener: () => void): void;
  /** The machine goes down, or the person logs out. */
  onSystemEnd(listener: (patience: SystemPatience) => void): void;
}

/** The engine, opened and not yet listening. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** The port that it is set to. */
  readonly port: number;
}

/** Everything the shell needs from the outside. */
export interface ShellPorts {
  readonly lifecycle: LifecyclePort;
  /** Opens data folder, vault and settings. @throws an Error whose message is a sentence for a person. */
  readonly openEngine: () => Promise<OpenedEngine>;
  readonly findFreePort: (wanted: number) => Promise<number>;
  readonly createTray: (
    ports: Pick<TrayControllerPorts, 'makeModel' | 'onAction' | 'onLook'>,
    onClick: () => void,
  ) => TrayController;
  readonly createWindow: (listeners: WindowListeners) => DashboardWindow;
  /** Whether it is sure that nobody here shows the tray's icon. Never rejects. */
  readonly hasNoTray: () => Promise<boolean>;
  /** The user agent of our own window, by which its sign-ins are known. */
  readonly windowAgent: () => string;
  readonly notifications: NotificationPort;
  /** `null` where the system knows no such thing. */
  readonly autostart: Autostart | null;
  readonly logFolder: LogFolder;
  readonly updates: UpdatePort;
  readonly missedUpdate: MissedUpdate;
  readonly power: PowerPort;
  readonly networkAddresses: () => string;
  /** Shows a dialog; resolves with the button's number, with `cancelId` once the signal aborts. */
  readonly ask: (options: MessageBoxOptions & { signal: AbortSignal }) => Promise<number>;
  readonly copyText: (text: string) => Promise<void>;
  readonly time: TimePort;
  /** The languages that the person has chosen in the system, most preferred first. */
  readonly systemLanguages: () => readonly string[];
  /** Left out: the system's. */
  readonly timeZone?: string;
  readonly setAppMenu: (template: MenuItemConstructorOptions[]) => void;
  readonly print: (line: string) => void;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
  readonly startHidden: boolean;
}
