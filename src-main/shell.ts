import type { Engine } from '../src-proxy/engine-api.ts';
import type { ShellPorts } from './shell-ports.ts';
import { createEngineStarter } from './start-up/engine-starter.ts';
import { createStartDialogs } from './start-up/start-dialogs.ts';
import { activeRequestsOf, stopWithin } from './stop-within.ts';
import type { TrayController } from './tray/tray-controller.ts';
import { type TrayAction, type TrayModel, trayModel } from './tray/tray-model.ts';

export interface Shell {
  /** Resolves once the app runs or has handed over to the first instance; where it cannot start, once the person decided. */
  run(): Promise<void>;
  /** Lets running requests finish and ends the app. Safe to call twice. */
  quit(): Promise<void>;
  /** What the tray shows, and its clicks: the tests' way in. */
  tray(): TrayModel | null;
  click(action: TrayAction): void;
}

/** The life of the desktop app, from the single-instance lock to the ordered quit. Knows Electron by its types alone. */
export function createShell(ports: ShellPorts): Shell {
  const { lifecycle, window } = ports;
  const hurry = new AbortController();
  let tray: TrayController | null = null;
  let wantsWindow = !ports.startHidden;
  let unsubscribe = () => {};
  let draining = false;
  let ended: Promise<void> | null = null;

  const dialogs = createStartDialogs(ports.ask);
  const starter = createEngineStarter({
    openEngine: ports.openEngine,
    findFreePort: ports.findFreePort,
    dialogs,
    log: ports.log,
    onOpened: (engine) => {
      unsubscribe = engine.subscribe(() => tray?.invalidate());
    },
    onRunning,
    onChange: () => tray?.invalidate(),
    onQuit: () => settle(quit(), 'quit'),
  });

  function onRunning(engine: Engine): void {
    const { engine: state, accounts } = engine.snapshot();
    if (state.origin === null) return;
    if (wantsWindow || accounts.length === 0) window.show(state.origin);
    if (state.vault.kind !== 'keychain') ports.print(state.vault.detail);
    ports.print(`Evenkeel is listening on ${state.origin} (dashboard ${state.origin}/dashboard)`);
  }

  function show(): void {
    if (draining) return;
    const origin = starter.isRunning() ? starter.engine()?.state().origin : null;
    if (origin) window.show(origin);
    else if (starter.problem()) settle(starter.ask(), 'ask');
    else wantsWindow = true;
  }

  function model(): TrayModel {
    const snapshot = starter.engine()?.snapshot();
    return trayModel({
      phase: draining ? 'draining' : starter.isRunning() ? 'running' : 'starting',
      engine: snapshot?.engine ?? null,
      accounts: snapshot?.accounts ?? [],
      requests: snapshot?.requests ?? [],
      problem: starter.problem(),
      nowMs: ports.time.nowMs(),
      clockText: ports.clockText,
    });
  }

  const actions: Readonly<Record<TrayAction, () => void>> = {
    'copy-address': () => settle(ports.copyText(starter.engine()?.state().origin ?? ''), 'copy-address'),
    'open-dashboard': show,
    'copy-setup': () => settle(ports.copyText(starter.engine()?.snippets()[0]?.text ?? ''), 'copy-setup'),
    retry: () => settle(starter.start(), 'retry'),
    'other-port': () => settle(starter.useOtherPort(), 'other-port'),
    'show-problem': show,
    quit: () => settle(quit(), 'quit'),
    'quit-now': () => hurry.abort(),
  };

  function click(action: TrayAction): void {
    actions[action]();
  }

  /** What a click sets off has nobody to reject to. */
  function settle(work: Promise<void>, what: string): void {
    work.catch((error: unknown) => ports.log.error('Something that was asked for failed.', { what, error }));
  }

  function quit(): Promise<void> {
    draining = true;
    ended ??= drain();
    return ended;
  }

  async function drain(): Promise<void> {
    ports.log.info('Evenkeel quits.', { activeRequests: activeRequestsOf(starter.engine()) });
    const result = await stopWithin({
      stop: async () => {
        await starter.cancel();
        await starter.engine()?.stop();
      },
      activeRequests: () => activeRequestsOf(starter.engine()),
      time: ports.time,
      onWait: () => tray?.invalidate(),
      signal: hurry.signal,
    }).catch((error: unknown) => {
      ports.log.error('The engine did not stop in order.', { error });
      return 'failed' as const;
    });
    ports.log.info('Evenkeel has quit.', { result });
    unsubscribe();
    window.close();
    tray?.dispose();
    lifecycle.exit(0);
  }

  return {
    async run() {
      if (!lifecycle.requestSingleInstanceLock()) {
        ports.print('Evenkeel is running already: its window has been asked to the front.');
        lifecycle.exit(0);
        return;
      }
      lifecycle.onSecondInstance(show);
      lifecycle.onActivate(show);
      lifecycle.onQuitRequested(() => settle(quit(), 'quit'));
      await lifecycle.whenReady();
      // A click on the icon opens the menu on macOS, and Linux panels differ; there the menu has the same item.
      tray = ports.createTray({ makeModel: model, onAction: click }, () => ports.platform === 'win32' && show());
      tray.invalidate();
      await starter.start();
    },
    quit,
    tray: () => tray?.shown() ?? null,
    click,
  };
}
