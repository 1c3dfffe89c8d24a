import { randomBytes } from 'node:crypto';

import type { Account } from './accounts/account.ts';
import { AccountBook } from './accounts/account-book.ts';
import { askUsage } from './accounts/ask-usage.ts';
import { importAuthFiles } from './accounts/import-auth-files.ts';
import { TokenGuardian } from './accounts/token-guardian.ts';
import { TokenKeeper } from './accounts/token-keeper.ts';
import { UsagePoller } from './accounts/usage-poller.ts';
import { announceAccounts } from './account-announcer.ts';
import { codexAuthPath } from './clients/found-auth-file.ts';
import { codexSnippets } from './clients/codex-snippets.ts';
import type { AccountActions } from './contract/account-actions.ts';
import type { EngineState, LiveSnapshot } from './contract/events.ts';
import { EngineStartError, type Engine } from './engine-api.ts';
import { callbackPortsFor } from './logins/callback-ports.ts';
import { LoginBook } from './logins/login-book.ts';
import { LiveEvents } from './observe/live-events.ts';
import { findPortHolder } from './observe/port-holder.ts';
import type { Clock, Logger } from './ports.ts';
import { createChatgptProvider } from './providers/chatgpt/chatgpt-provider.ts';
import { createLoginEndpoint } from './providers/chatgpt/login-endpoint.ts';
import { probeRequests } from './providers/chatgpt/probe-request.ts';
import { createServerClock } from './providers/chatgpt/server-clock.ts';
import { createTokenEndpoint } from './providers/chatgpt/token-endpoint.ts';
import { UpstreamPool } from './providers/chatgpt/upstream-pool.ts';
import { createUsageEndpoint } from './providers/chatgpt/usage-endpoint.ts';
import { AccountProbe } from './relay/account-probe.ts';
import { Conversations } from './relay/conversations.ts';
import { Relay } from './relay/relay.ts';
import { RequestJournal } from './relay/request-journal.ts';
import { accountRoutes } from './server/account-routes.ts';
import { createApp } from './server/app.ts';
import { codexRoutes } from './server/codex-routes.ts';
import { dashboardRoutes } from './server/dashboard-routes.ts';
import { healthRoutes } from './server/health-routes.ts';
import { startHttpServer, type RunningServer } from './server/http-server.ts';
import { oauthRoutes } from './server/oauth-routes.ts';
import { pageRoutes } from './server/page-routes.ts';
import type { Route } from './server/route.ts';
import { startErrorOf } from './server/start-error.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';
import { forgetRunningEngine, rememberRunningEngine } from './running-engine.ts';
import { SettingsBook } from './settings/settings-book.ts';
import { openStore } from './storage/open-store.ts';
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
  const { logger, version } = options;
  const { clock } = ports;
  const nowMs = (): number => clock.nowMs();
  const initial = options.settings.values;
  const startedAt = new Date(nowMs()).toISOString();

  const store = await openStore({ dataDir: initial.dataDir, logger, nowMs });
  try {
    const vault = await openVault({
      choice: initial.vault,
      dataDir: initial.dataDir,
      isDefaultDataDir: options.settings.isDefaultDataDir,
      loadKeychain: loadKeytar,
      logger,
    });
    const settingsBook = new SettingsBook(store, options.settings);
    const settings = () => settingsBook.values;
    const ownName = `evenkeel/${version}`;
    const connectTimeoutMs = initial.upstreamConnectTimeout * 1000;
    const upstream = new UpstreamPool({ baseUrl: initial.upstreamBaseUrl, connectTimeoutMs });
    const tokenEndpoint = createTokenEndpoint({ authBaseUrl: initial.authBaseUrl, connectTimeoutMs, nowMs });
    const loginEndpoint = createLoginEndpoint({ authBaseUrl: initial.authBaseUrl, connectTimeoutMs, nowMs });
    const usageEndpoint = createUsageEndpoint({
      upstream,
      ownName,
      nowMs,
      onServerDate: createServerClock({ logger, nowMs }),
    });

    const events = new LiveEvents((error) => logger.error('A watcher of live events failed', { error }));
    const book = await AccountBook.load({ store, vault, clock, logger });
    const tokens = new TokenKeeper({ book, endpoint: tokenEndpoint, clock, logger, settings });
    const poller = new UsagePoller({
      book,
      tokens,
      endpoint: usageEndpoint,
      clock,
      logger,
      settings,
      onClockJump: () => upstream.dropIdle(),
    });
    const guardian = new TokenGuardian({ book, tokens, clock, logger });
    const conversations = new Conversations({ store, clock, logger });
    const journal = new RequestJournal({ store, events, logger });
    const provider = createChatgptProvider({ upstream, ownName, nowMs });
    const relay = new Relay({ book, tokens, provider, conversations, journal, clock, settings });
    const probe = new AccountProbe({
      book,
      tokens,
      poller,
      provider,
      requests: probeRequests,
      journal,
      clock,
      ownName,
    });
    const accountActions: AccountActions = {
      rename: async (accountId, alias) => book.summary(await book.rename(accountId, alias)),
      refreshUsage: async (accountId) => book.summary(await askUsage(accountId, { book, poller })),
      probe: (accountId) => probe.probe(accountId),
    };
    const stopAnnouncing = announceAccounts(book, events);

    let server: RunningServer | null = null;
    let phase: EngineState['phase'] = 'starting';
    let stopping: Promise<void> | null = null;

    const origin = (): string | null =>
      server === null ? null : `http://${bracketed(server.address.host)}:${server.address.port}`;
    const state = (): EngineState => ({
      version,
      startedAt,
      origin: origin(),
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

    const onSignedIn = (account: Account): void => {
      poller
        .refresh(account)
        .catch((error: unknown) => logger.error('Asking a new account for its usage failed', { error }));
    };
    const importFiles: Engine['importAuthFiles'] = (files) => importAuthFiles(files, { book, logger, onSignedIn });
    const loginBook = new LoginBook({
      endpoint: loginEndpoint,
      book,
      clock,
      logger,
      randomBytes,
      callbackPorts: ports.loginPorts ?? callbackPortsFor(initial.authBaseUrl),
      findHolder: findPortHolder,
      onSignedIn,
    });
    const logins: Engine['logins'] = {
      start: ({ forceMethod, accountId }) => loginBook.start(forceMethod ?? 'browser', accountId ?? null),
      status: (flowId) => loginBook.status(flowId),
      cancel: (flowId) => loginBook.cancel(flowId),
      manualCallback: ({ callbackUrl, flowId }) => loginBook.manualCallback(callbackUrl, flowId ?? null),
    };
    const removeAccount: Engine['removeAccount'] = async (accountId, removal) => {
      await book.remove(accountId, removal);
      conversations.forgetAccount(accountId);
      if (removal.history) journal.forgetAccount(accountId);
    };
    const snippets: Engine['snippets'] = () => codexSnippets(origin() ?? `http://127.0.0.1:${initial.port}`);

    settingsBook.onChange((values, settingsVersion) => {
      logger.setLevel?.(values.logLevel);
      events.publish({ type: 'settings', version: settingsVersion });
      pruneLog();
      poller.wake();
    });
    const routes: readonly Route[] = [
      ...healthRoutes({ state, store }),
      ...codexRoutes({ relay, book, clock, settings }),
      ...dashboardRoutes({
        book,
        store,
        settings: settingsBook,
        events,
        snapshot,
        snippets,
        importFiles,
        removeAccount,
        codexAuthPath: codexAuthPath(options.environment),
      }),
      ...accountRoutes(accountActions),
      ...oauthRoutes(logins),
      ...pageRoutes(options.dashboardDir),
    ];
    const app = createApp({ routes, logger, isDraining: () => phase === 'draining' || phase === 'stopped' });

    async function start(override?: { port: number }): Promise<void> {
      if (phase === 'draining' || phase === 'stopped') throw new EngineStartError('draining', 'Evenkeel is stopping.');
      const host = initial.host === 'localhost' ? '127.0.0.1' : initial.host.replace(/^\[|\]$/g, '');
      const port = override?.port ?? initial.port;
      try {
        server = await startHttpServer({ host, port, handler: app });
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        const holder = 'code' in failure && failure.code === 'EADDRINUSE' ? await findPortHolder(host, port) : null;
        throw startErrorOf(failure, host, port, holder);
      }
      poller.start();
      guardian.start();
      pruneLog();
      logger.info('Listening', { origin: origin(), vault: vault.kind, accounts: book.all().length });
      // By this the commands find us, whichever shell we run in.
      await rememberRunningEngine(initial.dataDir, String(origin()));
      enter('running');
    }

    function pruneLog(): void {
      const days = settings().requestLogRetentionDays;
      if (days === 0) return;
      store
        .pruneRequests(nowMs() - days * 86_400_000)
        .catch((error: unknown) => logger.error('Old log entries could not be deleted', { error }));
    }
    const pruning = setInterval(pruneLog, 6 * 3_600_000).unref();

    async function shutDown(): Promise<void> {
      enter('draining');
      clearInterval(pruning);
      await loginBook.close();
      // It goes on listening meanwhile: new work is refused with a sentence, and whoever asks can see that it drains.
      await relay.idle(settings().shutdownDrainTimeout * 1000);
      relay.endAll();
      await Promise.all([relay.idle(1000), poller.stop(), guardian.stop(), probe.stop()]);
      await server?.destroy();
      stopAnnouncing();
      await Promise.all([book.flush(), conversations.flush()]);
      await Promise.all([upstream.close(), tokenEndpoint.close(), loginEndpoint.close()]);
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
      subscribe: (listener) => events.subscribe(listener),
      pauseAccount: async (accountId) => book.summary(await book.pause(accountId)),
      reactivateAccount: async (accountId) => book.summary(await book.reactivate(accountId)),
      removeAccount,
      accountActions,
      importAuthFiles: importFiles,
      snippets,
      logins,
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
