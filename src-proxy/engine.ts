import { codexLbImports } from './accounts/codex-lb/into-account-book.ts';
import { ModelCatalogue } from './accounts/models/model-catalogue.ts';
import { UpstreamProxyBook } from './accounts/upstream-proxy/upstream-proxy-book.ts';
import { announceAccounts } from './account-announcer.ts';
import { assembleAccountActions } from './assembly/account-actions.ts';
import { assembleAccounts } from './assembly/account-services.ts';
import { assembleKeys } from './assembly/key-services.ts';
import { endTogether } from './assembly/end-together.ts';
import { Listener } from './assembly/listener.ts';
import { LogPruning } from './assembly/log-pruning.ts';
import { assembleRoutes } from './assembly/route-table.ts';
import { StickySweep } from './assembly/sticky-sweep.ts';
import { assembleUpstream } from './assembly/upstream.ts';
import { codexSnippets } from './clients/codex-snippets.ts';
import type { EngineState, LiveSnapshot } from './contract/events.ts';
import { EngineStartError, type Engine } from './engine-api.ts';
import { ClientSockets } from './ingress/codex/websocket/client-sockets.ts';
import { LiveEvents } from './observe/live-events.ts';
import type { Clock, Logger } from './ports.ts';
import { probeRequests } from './providers/chatgpt/probe-request.ts';
import { AccountProbe } from './relay/account-probe.ts';
import { Conversations } from './relay/conversations.ts';
import { Owners } from './relay/owners.ts';
import { Relay } from './relay/relay.ts';
import { RequestJournal } from './relay/request-journal.ts';
import { createShapeLog } from './relay/shape-log.ts';
import { createStickyDesk } from './relay/sticky-desk.ts';
import { createApp } from './server/app.ts';
import { codexUpgrade } from './server/codex-upgrade.ts';
import type { Route } from './server/route.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';
import { forgetRunningEngine, rememberRunningEngine } from './running-engine.ts';
import { SettingsBook } from './settings/settings-book.ts';
import { modelsFileIn } from './storage/models-file.ts';
import { openStore } from './storage/open-store.ts';
import type { Store } from './storage/store.ts';
import { systemClock } from './system-clock.ts';
import { loadKeytar } from './vault/keytar-keychain.ts';
import { openVault } from './vault/open-vault.ts';

export interface EngineOptions {
  readonly settings: ResolvedSettings;
  /** Where the built dashboard is. */
  readonly dashboardDir: string;
  readonly version: string;
  readonly logger: Logger & { setLevel?(level: 'error' | 'warn' | 'info' | 'debug'): void };
  readonly environment: NodeJS.ProcessEnv;
}

export interface EnginePorts {
  readonly clock: Clock;
  /** Where the browser may come back to after a sign-in, in order of preference; 0 is any free port. */
  readonly loginPorts?: readonly number[];
}

/** The engine with its route table, which tests walk through. */
export type InspectableEngine = Engine & { readonly routes: readonly Route[] };

/**
 * Opens data folder and vault and puts the engine together. It listens once `start` is called.
 * @throws StoreError, VaultError, SettingError
 */
export async function createEngine(
  options: EngineOptions,
  ports: EnginePorts = { clock: systemClock },
): Promise<InspectableEngine> {
  const { dataDir } = options.settings.values;
  const store = await openStore({ dataDir, logger: options.logger, nowMs: () => ports.clock.nowMs() });
  try {
    return await assembleEngine(store, options, ports);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function assembleEngine(store: Store, options: EngineOptions, ports: EnginePorts): Promise<InspectableEngine> {
  const { logger, version } = options;
  const { clock } = ports;
  const initial = options.settings.values;
  const ownName = `evenkeel/${version}`;
  const startedAt = new Date(clock.nowMs()).toISOString();

  const vault = await openVault({
    choice: initial.vault,
    dataDir: initial.dataDir,
    isDefaultDataDir: options.settings.isDefaultDataDir,
    loadKeychain: loadKeytar,
    logger,
  });
  const settingsBook = new SettingsBook(store, options.settings);
  const settings = () => settingsBook.values;
  const events = new LiveEvents((error) => logger.error('A watcher of live events failed', { error }));
  const upstream = assembleUpstream({ settings: initial, ownName, nowMs: () => clock.nowMs(), logger });
  const accounts = await assembleAccounts({
    store,
    vault,
    clock,
    logger,
    settings,
    events,
    upstream,
    loginPorts: ports.loginPorts,
  });
  const { book, tokens, poller } = accounts;
  const { provider } = upstream;
  const catalogue = await ModelCatalogue.open({
    book,
    tokens,
    endpoint: upstream.modelsEndpoint,
    file: modelsFileIn(initial.dataDir),
    clock,
    logger,
  });
  const keys = await assembleKeys({ store, clock, book, settings });
  const upstreamProxies = await UpstreamProxyBook.open({
    book,
    settings: settingsBook,
    secrets: vault.secrets,
    ways: upstream.ways,
    tryRoute: upstream.tryRoute,
    logger,
  });
  const conversations = new Conversations({ store, clock, logger, settings });
  const sweep = new StickySweep(conversations);
  const journal = new RequestJournal({ store, events, logger });
  const relay = new Relay({
    book,
    tokens,
    provider,
    conversations,
    owners: new Owners(),
    journal,
    keys: keys.desk,
    clock,
    settings,
    noteShape: createShapeLog({ logger, settings }),
  });
  const stickySessions = createStickyDesk({
    conversations,
    nameOf: (accountId) => book.find(accountId)?.label ?? accountId,
    store,
    clock,
  });
  const probe = new AccountProbe({ book, tokens, poller, provider, requests: probeRequests, journal, clock, ownName });
  const pruning = new LogPruning({ store, clock, logger, settings });
  const listener = new Listener();
  const stopAnnouncing = announceAccounts(book, events);

  let phase: EngineState['phase'] = 'starting';
  let stopping: Promise<void> | null = null;
  const state = (): EngineState => ({
    version,
    startedAt,
    origin: listener.origin,
    phase,
    activeRequests: relay.active,
    vault: { kind: vault.kind, detail: vault.detail },
    upstreamBaseUrl: initial.upstreamBaseUrl,
  });
  const snapshot = (): LiveSnapshot => ({
    type: 'snapshot',
    engine: state(),
    accounts: book.summaries(),
    requests: journal.recent(),
  });
  const enter = (next: EngineState['phase']): void => {
    phase = next;
    events.publish({ type: 'engine', engine: state() });
  };

  const accountActions = assembleAccountActions({ book, poller, probe });
  const removeAccount: Engine['removeAccount'] = async (accountId, removal) => {
    await upstreamProxies.forget(accountId);
    await book.remove(accountId, removal);
    conversations.forgetAccount(accountId);
    if (removal.history) journal.forgetAccount(accountId);
  };
  const snippets: Engine['snippets'] = () => codexSnippets(listener.origin ?? `http://127.0.0.1:${initial.port}`);

  settingsBook.onChange((values, settingsVersion) => {
    logger.setLevel?.(values.logLevel);
    events.publish({ type: 'settings', version: settingsVersion });
    pruning.pruneNow();
    poller.wake();
    relay.lookAgain();
  });
  const codexLb = codexLbImports({
    book,
    settings: settingsBook,
    environment: options.environment,
    importFiles: accounts.importFiles,
    previewFiles: accounts.previewFiles,
  });
  const routes = assembleRoutes({
    store,
    clock,
    settingsBook,
    events,
    relay,
    accounts,
    keys,
    catalogue,
    accountActions,
    upstreamProxies,
    stickySessions,
    stickyCounts: () => conversations.countByAccount(),
    removeAccount,
    codexLb,
    snippets,
    state,
    snapshot,
    environment: options.environment,
    dashboardDir: options.dashboardDir,
  });
  const sockets = new ClientSockets({ relay, provider, clock, logger, settings });
  const upgrade = codexUpgrade({ sockets, settings, logger });
  const app = createApp({
    routes,
    logger,
    gate: keys.gate,
    isDraining: () => phase === 'draining' || phase === 'stopped',
  });

  async function start(override?: { port: number }): Promise<void> {
    if (phase === 'draining' || phase === 'stopped') throw new EngineStartError('draining', 'Evenkeel is stopping.');
    await listener.listen(
      app,
      { upgrade, gate: keys.gate },
      { host: initial.host, port: override?.port ?? initial.port },
    );
    poller.start();
    accounts.guardian.start();
    pruning.pruneNow();
    logger.info('Listening', { origin: listener.origin, vault: vault.kind, accounts: book.all().length });
    // By this the commands find us, whichever shell we run in.
    await rememberRunningEngine(initial.dataDir, String(listener.origin));
    enter('running');
  }

  async function shutDown(): Promise<void> {
    enter('draining');
    sockets.drain();
    pruning.stop();
    sweep.stop();
    await endTogether([accounts.loginBook.close()], { clock, logger });
    // It goes on listening meanwhile: new work is refused with a sentence, and whoever asks can see that it drains.
    await relay.idle(settings().shutdownDrainTimeout * 1000);
    relay.endAll();
    const background = [poller, accounts.guardian, probe, catalogue, accounts.resetCredits];
    await endTogether([relay.idle(1000), ...background.map((one) => one.stop())], { clock, logger });
    await listener.destroy();
    await tokens.stop();
    stopAnnouncing();
    accounts.trail.stop();
    await endTogether([book.flush(), conversations.flush()], { clock, logger });
    await upstream.close();
    await forgetRunningEngine(initial.dataDir);
    await store.close();
    enter('stopped');
    logger.info('Stopped');
  }

  return {
    routes,
    start,
    stop: () => (stopping ??= shutDown()),
    state,
    snapshot,
    subscribe: (watcher) => events.subscribe(watcher),
    personLooks: () => poller.personLooks(),
    noteWake: () => poller.noteWake(),
    pauseAccount: async (accountId) => book.summary(await book.pause(accountId)),
    reactivateAccount: async (accountId) => book.summary(await book.reactivate(accountId)),
    removeAccount,
    accountActions,
    upstreamProxies,
    stickySessions,
    resetCredits: accounts.resetCredits,
    apiKeys: keys.actions,
    importAuthFiles: accounts.importFiles,
    forecast: accounts.forecast,
    exportAccount: accounts.exportAccount,
    previewAuthFiles: accounts.previewFiles,
    codexLb,
    snippets,
    logins: accounts.logins,
  };
}
