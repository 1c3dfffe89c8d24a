import { codexLbImports } from './accounts/codex-lb/into-account-book.ts';
import { ModelCatalogue } from './accounts/models/model-catalogue.ts';
import { UpstreamProxyBook } from './accounts/upstream-proxy/upstream-proxy-book.ts';
import { announceAccounts } from './account-announcer.ts';
import { accountRemoval, assembleAccountActions } from './assembly/account-actions.ts';
import { assembleAccounts, type AccountServices } from './assembly/account-services.ts';
import { assembleClients } from './assembly/client-services.ts';
import { assembleDashboardAuth, auditTrailOf } from './assembly/dashboard-auth-services.ts';
import { assembleDoor } from './assembly/door.ts';
import { assembleKeys } from './assembly/key-services.ts';
import { EngineLife } from './assembly/engine-life.ts';
import { Listener } from './assembly/listener.ts';
import { LogPruning } from './assembly/log-pruning.ts';
import { assemblePoolView } from './assembly/pool-view.ts';
import { assembleProxy } from './assembly/proxy-services.ts';
import { assembleRoutes } from './assembly/route-table.ts';
import { assembleSources } from './assembly/source-services.ts';
import { shellActions } from './assembly/shell-actions.ts';
import { assembleUpstream } from './assembly/upstream.ts';
import type { EngineState, LiveSnapshot } from './contract/events.ts';
import type { Engine } from './engine-api.ts';
import { LiveEvents } from './observe/live-events.ts';
import type { Clock, Logger } from './ports.ts';
import { probeRequests } from './providers/chatgpt/probe-request.ts';
import { AccountProbe } from './relay/account-probe.ts';
import { needsKey } from './server/key-gate.ts';
import { RefusalLog } from './server/refusal-log.ts';
import type { Route } from './server/route.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';
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
  /** Where the socket is bound in place of the address that is set. */
  readonly bindTo?: string;
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
  for (const sentence of options.settings.unread) options.logger.warn(sentence);
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
  const listener = new Listener();
  const sources = assembleSources({ store, vault, clock, events, ownName, listener, initial, keys: () => keys.keys });
  const keys = await assembleKeys({
    store,
    clock,
    book,
    settings,
    events,
    isKnownSource: (id) => sources.book.isKnown(id),
  });
  const upstreamProxies = await UpstreamProxyBook.open({
    book,
    settings: settingsBook,
    secrets: vault.secrets,
    ways: upstream.ways,
    tryRoute: upstream.tryRoute,
    logger,
  });
  const trail = auditTrailOf({ store, clock, logger, book, settingsBook, upstreamProxies });
  const { secrets } = vault;
  const auth = assembleDashboardAuth({ store, secrets, clock, settings, environment: options.environment });
  const { signIn } = auth;
  const announce = (): void => events.publish({ type: 'engine', engine: state() });
  const proxy = assembleProxy({
    store,
    clock,
    logger,
    settings,
    events,
    accounts,
    keys,
    sources,
    upstream,
    catalogue,
    onSwitch: announce,
  });
  const { conversations, owners, journal, relay, foresee, proxySwitch, stickySessions } = proxy;
  const probe = new AccountProbe({ book, tokens, poller, provider, requests: probeRequests, journal, clock, ownName });
  const pruning = new LogPruning({ store, clock, logger, settings });
  const stopAnnouncing = announceAccounts(book, events);

  const state = (): EngineState => ({
    version,
    startedAt,
    origin: listener.origin,
    phase: life.phase,
    paused: proxySwitch.isPaused,
    activeRequests: relay.active,
    unloggedRefusals: refusals.dropped,
    vault: { kind: vault.kind, detail: vault.detail, said: [...vault.said] },
    upstreamBaseUrl: initial.upstreamBaseUrl,
  });
  const snapshot = (): LiveSnapshot => ({
    type: 'snapshot',
    engine: state(),
    accounts: book.summaries(),
    requests: journal.recent(),
  });
  const refusals = new RefusalLog({ journal, keys: keys.keys, clock, logger, onDropped: announce });
  const accountActions = assembleAccountActions({ book, poller, probe });
  const removeAccount = accountRemoval({ book, upstreamProxies, conversations, journal });
  const { clients, snippets } = assembleClients({
    store,
    events,
    clock,
    catalogue,
    environment: options.environment,
    dataDir: initial.dataDir,
    origin: () => listener.origin ?? `http://127.0.0.1:${initial.port}`,
    demandsKey: () => needsKey(settings()),
  });

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
    keys: keys.adoption,
  });
  const poolView = assemblePoolView({ ...keys, book, clock, catalogue, settings, sources: sources.book });
  const routes = assembleRoutes({
    store,
    clock,
    settingsBook,
    events,
    relay,
    accounts,
    keys,
    sources,
    poolView,
    catalogue,
    accountActions,
    upstreamProxies,
    proxySwitch,
    foresee,
    stickySessions,
    stickyCounts: () => conversations.countByAccount(),
    metrics: proxy.metrics,
    openSockets: () => sockets.open,
    vault,
    upstream,
    journal,
    loginPorts: ports.loginPorts,
    storeFile: (upload) => upstream.storeFile({ ...upload, way: owners.ownerOf('file_id', upload.fileId) }),
    removeAccount,
    signIn,
    trail,
    codexLb,
    snippets,
    clients,
    state,
    snapshot,
    environment: options.environment,
    dashboardDir: options.dashboardDir,
  });
  const { sockets, listen } = assembleDoor({
    clock,
    logger,
    initial,
    settings,
    listener,
    routes,
    relay,
    provider,
    keys,
    dashboardGate: auth.gate,
    voice: poolView.voice,
    isDraining: () => life.isEnding,
    noteRefused: (request, refusal) => refusals.note(request, refusal),
    bindTo: ports.bindTo ?? null,
  });
  const life = new EngineLife({
    clock,
    logger,
    settings,
    dataDir: initial.dataDir,
    listener,
    relay,
    accounts,
    localToken: signIn.localToken,
    onPhase: announce,
    listen,
    onListening: () => pruning.pruneNow(),
    onDraining: () => {
      sockets.drain();
      pruning.stop();
      proxy.sweep.stop();
    },
    background: [probe, catalogue],
    flush: () => [conversations.flush()],
    close: async () => {
      stopAnnouncing();
      await upstream.close();
      await store.close();
    },
  });

  return {
    routes,
    start: (override) => life.start(override),
    stop: (options) => life.stop(options),
    state,
    snapshot,
    subscribe: (watcher) => events.subscribe(watcher),
    personLooks: () => poller.personLooks(),
    noteWake: () => poller.noteWake(),
    ...shellActions({ book, accountActions, removeAccount, signIn, trail, settingsBook, proxySwitch }),
    ...accountsFace(accounts),
    upstreamProxies,
    stickySessions,
    apiKeys: keys.actions,
    modelSources: sources.actions,
    codexLb,
    snippets,
    clients,
  };
}

/** What the shells hold of the accounts' services. */
function accountsFace({ resetCredits, importFiles, previewFiles, forecast, exportAccount, logins }: AccountServices) {
  return {
    resetCredits,
    importAuthFiles: importFiles,
    previewAuthFiles: previewFiles,
    forecast,
    exportAccount,
    logins,
  };
}
