import type { LiveEvent } from '../src-proxy/contract/events.ts';
import type { Engine } from '../src-proxy/engine-api.ts';
import type { ShellPorts } from './shell-ports.ts';
import { createEngineStarter } from './start-up/engine-starter.ts';
import { createStartDialogs } from './start-up/start-dialogs.ts';
import { watchNetwork } from './network-watch.ts';
import { activeRequestsOf, stopWithin } from './stop-within.ts';
import { createAccountWorker, type WorkProblem } from './tray/account-worker.ts';
import type { TrayController } from './tray/tray-controller.ts';
import type { AccountAction, TrayAction } from './tray/tray-item.ts';
import { type TrayModel, trayModel } from './tray/tray-model.ts';

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
  const { lifecycle } = ports;
  const hurry = new AbortController();
  const leaving = new AbortController();
  let tray: TrayController | null = null;
  let wantsWindow = !ports.startHidden;
  let unsubscribe = () => {};
  let stopWatching = () => {};
  let draining = false;
  let ended: Promise<void> | null = null;

  const window = ports.createWindow(onLook);
  const dialogs = createStartDialogs(ports.ask);
  const starter = createEngineStarter({
    openEngine: ports.openEngine,
    findFreePort: ports.findFreePort,
    dialogs,
    log: ports.log,
    onOpened: (engine) => {
      unsubscribe = engine.subscribe(onEvent);
    },
    onRunning,
    onChange: () => tray?.invalidate(),
    onQuit: () => settle(quit(), 'quit'),
  });

  const worker = createAccountWorker({
    engine: running,
    signIn: (accountId) => show(`#sign-in=${encodeURIComponent(accountId)}`),
    showDetails: (accountId) => show(`#account=${encodeURIComponent(accountId)}`),
    tell: (problem) => settle(tell(problem), 'tell'),
    nowMs: () => ports.time.nowMs(),
    log: ports.log,
    onChange: () => tray?.invalidate(),
  });

  /** The engine while it listens. */
  function running(): Engine | null {
    return starter.isRunning() && !draining ? starter.engine() : null;
  }

  function onEvent(event: LiveEvent): void {
    if (event.type === 'account-removed') worker.forget(event.accountId);
    if (event.type === 'login') onLogin(event.login);
    tray?.invalidate();
  }

  /** Whoever signed in is in the browser now; the page that they began on waits behind it. */
  function onLogin({ status, startedBy }: Extract<LiveEvent, { type: 'login' }>['login']): void {
    const origin = running()?.state().origin;
    if (status === 'success' && startedBy === ports.windowAgent() && origin) window.bringToFront(origin);
  }

  /** Somebody is about to read the figures, so they should be of now. */
  function onLook(): void {
    running()?.personLooks();
  }

  function onWake(): void {
    running()?.noteWake();
  }

  async function tell({ message, detail }: WorkProblem): Promise<void> {
    await ports.ask({
      type: 'warning',
      title: 'Evenkeel',
      message,
      detail,
      buttons: ['OK'],
      noLink: true,
      signal: leaving.signal,
    });
  }

  function onRunning(engine: Engine): void {
    const { engine: state, accounts } = engine.snapshot();
    if (state.origin === null) return;
    if (wantsWindow || accounts.length === 0) window.show(state.origin);
    if (state.vault.kind !== 'keychain') ports.print(state.vault.detail);
    ports.print(`Evenkeel is listening on ${state.origin} (dashboard ${state.origin}/dashboard)`);
  }

  /** @param hash takes the page somewhere, where there is one to show. */
  function show(hash?: string): void {
    if (draining) return;
    const origin = running()?.state().origin;
    if (origin) window.show(origin, hash);
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
      forecast: starter.engine()?.forecast() ?? null,
      problem: starter.problem(),
      work: worker.work(),
      nowMs: ports.time.nowMs(),
      clockText: ports.clockText,
    });
  }

  const actions: Readonly<Record<Exclude<TrayAction, AccountAction>, () => void>> = {
    'copy-address': () => settle(ports.copyText(starter.engine()?.state().origin ?? ''), 'copy-address'),
    'open-dashboard': () => show(),
    'add-account': () => show('#sign-in=new'),
    'refresh-all': () => settle(worker.refreshAll(), 'refresh-all'),
    'copy-setup': () => settle(ports.copyText(starter.engine()?.snippets()[0]?.text ?? ''), 'copy-setup'),
    retry: () => settle(starter.start(), 'retry'),
    'other-port': () => settle(starter.useOtherPort(), 'other-port'),
    'show-problem': () => show(),
    quit: () => settle(quit(), 'quit'),
    'quit-now': () => hurry.abort(),
  };

  function click(action: TrayAction): void {
    if (typeof action === 'string') actions[action]();
    else settle(worker.run(action), action.verb);
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
    stopWatching();
    leaving.abort();
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
      lifecycle.onSecondInstance(() => show());
      lifecycle.onActivate(() => show());
      lifecycle.onQuitRequested(() => settle(quit(), 'quit'));
      await lifecycle.whenReady();
      // A click on the icon opens the menu on macOS, and Linux panels differ; there the menu has the same item.
      tray = ports.createTray(
        { makeModel: model, onAction: click, onLook },
        () => ports.platform === 'win32' && show(),
      );
      tray.invalidate();
      ports.power.onResume(onWake);
      ports.power.onUnlock(onLook);
      stopWatching = watchNetwork({ addresses: ports.networkAddresses, time: ports.time, onChange: onWake });
      await starter.start();
    },
    quit,
    tray: () => tray?.shown() ?? null,
    click,
  };
}
