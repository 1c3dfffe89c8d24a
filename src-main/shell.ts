import type { LiveEvent } from '../src-proxy/contract/events.ts';
import type { Engine } from '../src-proxy/engine-api.ts';
import { createSpeaker } from './i18n/speech.ts';
import type { ShellPorts } from './shell-ports.ts';
import { createEngineStarter } from './start-up/engine-starter.ts';
import { createStartDialogs } from './start-up/start-dialogs.ts';
import { problemText } from './start-up/start-problem.ts';
import { watchNetwork } from './network-watch.ts';
import { openLogFolder } from './log-folder.ts';
import { switchAutostart } from './autostart/autostart-switch.ts';
import { createQuitWish } from './quit-wish.ts';
import { createQuitting } from './quitting.ts';
import { createTellProblem } from './tell-problem.ts';
import { createNotifier } from './notifications/notifier.ts';
import { problemNotice } from './notifications/problem-notice.ts';
import { createAccountWorker, type WorkProblem } from './tray/account-worker.ts';
import { clientHash } from './tray/client-menu.ts';
import { createClientWatch } from './tray/client-watch.ts';
import type { TrayController } from './tray/tray-controller.ts';
import { createPoolSwitch } from './tray/pool-switch.ts';
import type { PlainAction, TrayAction } from './tray/tray-item.ts';
import { type TrayModel, trayModel } from './tray/tray-model.ts';
import { missedNotice, missedProblem, withoutMissed } from './updates/missed-notice.ts';
import { createUpdater } from './updates/updater.ts';
import { createAppMenu } from './window/app-menu.ts';
import { createAskInFront } from './window/ask-in-front.ts';
import { createWithoutTray } from './window/without-tray.ts';

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
  const leaving = new AbortController();
  let tray: TrayController | null = null;
  let wantsWindow = !ports.startHidden;
  let missedVersion: string | null = null;
  let unsubscribe = () => {};
  let stopWatching = () => {};

  const speech = createSpeaker(() => ({
    chosen: starter.engine()?.settings().desktopLanguage ?? 'system',
    systemLanguages: ports.systemLanguages(),
    ...(ports.timeZone === undefined ? {} : { timeZone: ports.timeZone }),
  }));
  const say = () => speech().say;
  const renewAppMenu = createAppMenu({ platform: ports.platform, setAppMenu: ports.setAppMenu, speech });
  const window = ports.createWindow({ onLook, onLeft: () => settle(withoutTray.onWindowLeft(), 'window-left') });
  const dialogs = createStartDialogs(ports.ask, say);
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
    onQuit: () => settle(quitting.quit(), 'quit'),
    // Nobody asked for the app when the machine started: a dialog in the middle of the screen would be rude.
    tellQuietly(problem) {
      if (wantsWindow || starter.engine()?.settings().notifyProxyDown === false) return false;
      const isTold = notifier.tell(problemNotice(problemText(problem, say())));
      // Once the notification is gone, nothing would be left to click.
      if (isTold) settle(withoutTray.onHiddenStart(), 'hidden-start');
      return isTold;
    },
  });
  const quitting = createQuitting({
    shell: ports,
    starter,
    onBegin() {
      wish.close();
      stopWatching();
      updater.stop();
      notifier.dispose();
      leaving.abort();
    },
    onWait: () => tray?.invalidate(),
    onStopped() {
      unsubscribe();
      window.close();
      tray?.dispose();
    },
    onNotInstalled() {
      const update = updater.state();
      if (update.kind === 'ready') ports.missedUpdate.keep(update.version);
    },
  });
  const ask = createAskInFront({ ...ports, window, origin: () => running()?.state().origin ?? null });
  const wish = createQuitWish({ ...ports, ask, engine: () => starter.engine(), quitting, speech, onChange });
  const withoutTray = createWithoutTray({
    ...ports,
    speech,
    isWindowOpen: () => window.isOpen(),
    openWindow: () => show(),
    quit: () => wish.quit(),
    isLeaving: () => wish.phase() !== null,
    signal: leaving.signal,
  });
  const tell = createTellProblem({
    ask,
    say,
    // On the way out too.
    hidesEmails: () => starter.engine()?.settings().hideEmails === true,
    signal: leaving.signal,
  });
  const tellLater = (problem: WorkProblem): void => settle(tell(problem), 'tell');
  const launchAtLogin = (isOn: boolean): Promise<void> =>
    switchAutostart(isOn, { autostart: ports.autostart, tell: tellLater, say, log: ports.log, onChange });
  const switches = createPoolSwitch({ engine: running, tell: tellLater, speech, log: ports.log });
  const clients = createClientWatch({ engine: running, time: ports.time, log: ports.log, onChange });
  const updater = createUpdater({
    updates: ports.updates,
    time: ports.time,
    log: ports.log,
    isAutomatic: () => running()?.settings().autoUpdateCheck === true,
    onChange,
  });
  const notifier = createNotifier({
    notifications: ports.notifications,
    moment() {
      const engine = running();
      if (engine === null) return null;
      return {
        accounts: engine.snapshot().accounts,
        forecast: engine.forecast(),
        update: withoutMissed(updater.state(), missedVersion),
        settings: engine.settings(),
        isWindowVisible: window.isVisible(),
        speech: speech(),
      };
    },
    onClick: (target) => show(target.kind === 'window' ? target.hash : ''),
    time: ports.time,
  });

  const worker = createAccountWorker({
    engine: running,
    signIn: (accountId) => show(`#sign-in=${encodeURIComponent(accountId)}`),
    showDetails: (accountId, part) =>
      show(`#account=${encodeURIComponent(accountId)}${part === undefined ? '' : `&show=${part}`}`),
    tell: tellLater,
    useOnly: (engine, accountId) => switches.useOnly(engine, accountId),
    copyText: ports.copyText,
    speech,
    nowMs: () => ports.time.nowMs(),
    log: ports.log,
    onChange: () => tray?.invalidate(),
  });

  /** The engine while it listens. */
  function running(): Engine | null {
    return starter.isRunning() && !quitting.isUnderWay() ? starter.engine() : null;
  }

  function onEvent(event: LiveEvent): void {
    if (event.type === 'account-removed') worker.forget(event.accountId);
    if (event.type === 'login') onLogin(event.login);
    if (event.type === 'request') notifier.noteRequest(event.request);
    if (event.type === 'clients') clients.renew();
    onChange();
  }

  /** Something that tray or notifications tell of may have changed. */
  function onChange(): void {
    renewAppMenu();
    tray?.invalidate();
    notifier.invalidate();
  }

  /** Whoever signed in is in the browser now; the page that they began on waits behind it. */
  function onLogin({ status, startedBy }: Extract<LiveEvent, { type: 'login' }>['login']): void {
    const origin = running()?.state().origin;
    if (status === 'success' && startedBy === ports.windowAgent() && origin) window.bringToFront(origin);
  }

  /** Somebody is about to read the figures, so they should be of now. */
  function onLook(): void {
    running()?.personLooks();
    clients.refresh();
  }

  function onWake(): void {
    running()?.noteWake();
  }

  function onRunning(engine: Engine): void {
    const { engine: state, accounts } = engine.snapshot();
    if (state.origin === null) return;
    notifier.invalidate();
    clients.renew();
    updater.start();
    if (wantsWindow || accounts.length === 0) window.show(state.origin);
    else settle(withoutTray.onHiddenStart(), 'hidden-start');
    tellOfMissedUpdate(state.version);
    if (state.vault.kind !== 'keychain') ports.print(state.vault.detail);
    ports.print(`Evenkeel is listening on ${state.origin} (dashboard ${state.origin}/dashboard)`);
  }

  /** The last run ended for an update, and this is the version from before all the same. */
  function tellOfMissedUpdate(runningVersion: string): void {
    missedVersion = ports.missedUpdate.take();
    if (missedVersion === null || missedVersion === runningVersion) return;
    if (!wantsWindow && notifier.tell(missedNotice(missedVersion, say()))) return;
    tellLater(missedProblem(missedVersion, say()));
  }

  /** @param hash takes the page somewhere, where there is one to show. */
  function show(hash?: string): void {
    if (quitting.isUnderWay()) return;
    const origin = running()?.state().origin;
    if (origin) window.show(origin, hash);
    else if (starter.problem()) settle(starter.ask(), 'ask');
    else wantsWindow = true;
    // Where no tray shows that it waits, nothing else could call it off.
    if (wish.phase() === 'waiting') settle(wish.quit(), 'quit');
  }

  function model(): TrayModel {
    const snapshot = starter.engine()?.snapshot();
    const settings = running()?.settings();
    return trayModel({
      phase: wish.phase() ?? (starter.isRunning() ? 'running' : 'starting'),
      engine: snapshot?.engine ?? null,
      accounts: snapshot?.accounts ?? [],
      requests: snapshot?.requests ?? [],
      forecast: starter.engine()?.forecast() ?? null,
      problem: starter.problem(),
      work: worker.work(),
      onlyAccountId: switches.onlyAccountId(),
      snippets: running()?.snippets() ?? [],
      launchesAtLogin: ports.autostart?.state() ?? null,
      hasLogFolder: ports.logFolder.isThere(),
      update: updater.state(),
      clients: clients.known(),
      percentOf: settings?.trayPercent === true ? settings.trayPercentOf : null,
      platform: ports.platform,
      hidesEmails: settings?.hideEmails === true,
      nowMs: ports.time.nowMs(),
      speech: speech(),
    });
  }

  const actions: Readonly<Record<PlainAction, () => void>> = {
    'copy-address': () => settle(ports.copyText(starter.engine()?.state().origin ?? ''), 'copy-address'),
    'open-dashboard': () => show(),
    'add-account': () => show('#sign-in=new'),
    'refresh-all': () => settle(worker.refreshAll(), 'refresh-all'),
    'set-up-client': () => show('#page=connect'),
    'pause-proxy': () => settle(switches.pauseProxy(), 'pause-proxy'),
    'resume-proxy': () => settle(switches.resumeProxy(), 'resume-proxy'),
    'use-all': () => settle(switches.useAll(), 'use-all'),
    'launch-at-login': () => settle(launchAtLogin(true), 'launch-at-login'),
    'stay-off-at-login': () => settle(launchAtLogin(false), 'stay-off-at-login'),
    'hide-emails': () => settle(switches.hideEmails(true), 'hide-emails'),
    'show-emails': () => settle(switches.hideEmails(false), 'show-emails'),
    'open-logs': () =>
      settle(openLogFolder({ logFolder: ports.logFolder, tell: tellLater, say, log: ports.log }), 'open-logs'),
    'check-updates': () => settle(updater.check(), 'check-updates'),
    'download-update': () => settle(updater.download(), 'download-update'),
    'install-update': () => settle(wish.quit('install'), 'install-update'),
    retry: () => settle(starter.start(), 'retry'),
    'other-port': () => settle(starter.useOtherPort(), 'other-port'),
    'show-problem': () => show(),
    quit: () => settle(wish.quit(), 'quit'),
    'quit-now': () => settle(wish.quitNow(), 'quit-now'),
    stay: () => settle(wish.stay(), 'stay'),
  };

  function click(action: TrayAction): void {
    if (typeof action === 'string') actions[action]();
    else if ('snippetId' in action) settle(copySnippet(action.snippetId), 'copy-snippet');
    else if ('clientId' in action) show(clientHash(action.clientId, action.wants));
    else settle(worker.run(action), action.verb);
  }

  async function copySnippet(snippetId: string): Promise<void> {
    const snippet = running()
      ?.snippets()
      .find(({ id }) => id === snippetId);
    if (snippet !== undefined) await ports.copyText(snippet.text);
  }

  /** What a click sets off has nobody to reject to. */
  function settle(work: Promise<void>, what: string): void {
    work.catch((error: unknown) => ports.log.error('Something that was asked for failed.', { what, error }));
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
      lifecycle.onQuitRequested((by) => settle(by === 'person' ? wish.quit() : wish.quitBySignal(), 'quit'));
      await lifecycle.whenReady();
      renewAppMenu();
      // A click on the icon opens the menu on macOS. Not every Linux panel tells of one, so the menu has the same item.
      tray = ports.createTray(
        { makeModel: model, onAction: click, onLook },
        () => ports.platform !== 'darwin' && show(),
      );
      tray.invalidate();
      ports.power.onResume(onWake);
      ports.power.onUnlock(onLook);
      ports.power.onSystemEnd((patience) => settle(quitting.quitWithSystem(patience), 'quit'));
      stopWatching = watchNetwork({ addresses: ports.networkAddresses, time: ports.time, onChange: onWake });
      await starter.start();
    },
    quit: () => quitting.quit(),
    tray: () => tray?.shown() ?? null,
    click,
  };
}
