import { codexAuthPath } from '../clients/found-auth-file.ts';
import type { AccountActions, StickySessions, UpstreamProxies } from '../contract/account-actions.ts';
import type { EngineState, LiveSnapshot } from '../contract/events.ts';
import { readPublicAddresses } from '../contract/public-address.ts';
import type { Engine } from '../engine-api.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { RequestMetrics } from '../observe/metrics/request-metrics.ts';
import type { Clock } from '../ports.ts';
import { relayInPoolVoice } from '../ingress/pool-voice.ts';
import type { Foresight } from '../relay/foresight.ts';
import type { ProxySwitch } from '../relay/proxy-switch.ts';
import type { Relay } from '../relay/relay.ts';
import { accountRoutes } from '../server/account-routes.ts';
import { apiKeyRoutes } from '../server/api-key-routes.ts';
import { auditRoutes } from '../server/audit-routes.ts';
import { clientSetupRoutes } from '../server/client-setup-routes.ts';
import { codexLbRoutes } from '../server/codex-lb-routes.ts';
import { codexResetRoutes } from '../server/codex-reset-routes.ts';
import { codexRoutes } from '../server/codex-routes.ts';
import { conversationRoutes } from '../server/conversation-routes.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import { auditedRoutes, type AuditTrailPorts } from '../server/audited-routes.ts';
import { dashboardAuthRoutes } from '../server/dashboard-auth-routes.ts';
import { dashboardRoutes } from '../server/dashboard-routes.ts';
import { debugRoutes } from '../server/debug-routes.ts';
import { diagnosticsRoutes } from '../server/diagnostics-routes.ts';
import { embeddingsRoutes } from '../server/embeddings-routes.ts';
import { exportRoutes } from '../server/export-routes.ts';
import { fileRoutes, type FileRoutePorts } from '../server/file-routes.ts';
import { forecastRoutes } from '../server/forecast-routes.ts';
import { healthRoutes } from '../server/health-routes.ts';
import { historyRoutes } from '../server/history-routes.ts';
import { imageRoutes } from '../server/image-routes.ts';
import { importRoutes } from '../server/import-routes.ts';
import { keyUsageRoute } from '../server/key-usage-route.ts';
import { metricsRoutes } from '../server/metrics-routes.ts';
import { modelSourceRoutes } from '../server/model-source-routes.ts';
import { oauthRoutes } from '../server/oauth-routes.ts';
import { pageRoutes } from '../server/page-routes.ts';
import { priceRoutes } from '../server/price-routes.ts';
import { proxyRoutes } from '../server/proxy-routes.ts';
import { resetCreditRoutes } from '../server/reset-credit-routes.ts';
import type { Route } from '../server/route.ts';
import { routingRoutes } from '../server/routing-routes.ts';
import { stickyRoutes } from '../server/sticky-routes.ts';
import { transcriptionRoutes } from '../server/transcription-routes.ts';
import { upstreamProxyRoutes } from '../server/upstream-proxy-routes.ts';
import { v1Routes } from '../server/v1-routes.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Store } from '../storage/store.ts';
import type { AccountServices } from './account-services.ts';
import { assembleDiagnostics, type DiagnosticsParts } from './diagnostics-services.ts';
import type { KeyServices } from './key-services.ts';
import type { PoolView } from './pool-view.ts';
import type { SourceServices } from './source-services.ts';

export interface RouteTableParts extends DiagnosticsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settingsBook: SettingsBook;
  readonly events: LiveEvents;
  readonly relay: Relay;
  readonly accounts: AccountServices;
  readonly keys: KeyServices;
  readonly sources: SourceServices;
  readonly poolView: PoolView;
  readonly accountActions: AccountActions;
  readonly upstreamProxies: UpstreamProxies;
  readonly proxySwitch: ProxySwitch;
  readonly foresee: Foresight;
  readonly stickySessions: StickySessions;
  readonly stickyCounts: () => ReadonlyMap<string, number>;
  readonly metrics: RequestMetrics;
  /** How many WebSockets of clients there are. */
  readonly openSockets: () => number;
  readonly storeFile: FileRoutePorts['storeFile'];
  readonly removeAccount: (accountId: string, options: { history: boolean }) => Promise<void>;
  readonly signIn: DashboardSignIn;
  readonly trail: AuditTrailPorts;
  readonly codexLb: Engine['codexLb'];
  readonly snippets: Engine['snippets'];
  readonly clients: Engine['clients'];
  readonly state: () => EngineState;
  readonly snapshot: () => LiveSnapshot;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the built dashboard is. */
  readonly dashboardDir: string;
}

/** Every route there is; tests of the guard walk through this table. */
export function assembleRoutes(parts: RouteTableParts): readonly Route[] {
  const { store, clock, settingsBook, events, accounts, snapshot, state } = parts;
  const { book } = accounts;
  const settings = () => settingsBook.values;
  const { quota, models, voice } = parts.poolView;
  const relay = relayInPoolVoice(parts.relay, voice);
  const routes: Route[] = [
    ...healthRoutes({
      state,
      store,
      clock,
      canServe: () =>
        [...book.all()].some(({ status }) => status === 'active') || parts.sources.book.enabled().length > 0,
      settingsVersion: () => settingsBook.version,
      localToken: parts.signIn.localToken,
    }),
    ...metricsRoutes({
      metrics: parts.metrics,
      book,
      sources: parts.sources.book,
      sees: parts.keys.sees,
      signIn: parts.signIn,
      settings,
      clock,
      state,
      openSockets: parts.openSockets,
      process,
    }),
    // Before the Codex routes, which end with a 404 for all else below theirs.
    ...imageRoutes({ relay, clock, settings }),
    ...transcriptionRoutes({ relay, clock, settings, sources: parts.sources.book }),
    ...fileRoutes({ relay, clock, settings, storeFile: parts.storeFile }),
    ...codexResetRoutes(accounts.poolResets),
    ...codexRoutes({ relay, clock, settings, quota, foresee: parts.foresee, models }),
    ...embeddingsRoutes({ relay, clock, settings, sources: parts.sources.book }),
    ...v1Routes({ relay, clock, logger: parts.trail.logger, settings, keys: parts.keys.keys, models }),
    ...dashboardRoutes({
      book,
      store,
      settings: settingsBook,
      events,
      snapshot,
      onLook: () => accounts.poller.personLooks(),
      snippets: parts.snippets,
      removeAccount: parts.removeAccount,
      signIn: parts.signIn,
    }),
    ...importRoutes({
      importFiles: accounts.importFiles,
      previewFiles: accounts.previewFiles,
      isKnownAccount: (accountId) => book.find(accountId) !== null,
      codexAuthPath: codexAuthPath(parts.environment),
    }),
    ...clientSetupRoutes(parts.clients),
    ...codexLbRoutes(parts.codexLb),
    ...proxyRoutes(parts.proxySwitch, state),
    ...accountRoutes(parts.accountActions),
    ...upstreamProxyRoutes(parts.upstreamProxies),
    ...exportRoutes(accounts.exportAccount),
    ...stickyRoutes(parts.stickySessions),
    ...conversationRoutes({ store, clock }),
    ...historyRoutes({ store, clock }),
    ...debugRoutes({ book, store, clock, settings, stickyCounts: parts.stickyCounts }),
    ...resetCreditRoutes(accounts.resetCredits),
    ...routingRoutes({ book, clock, settings }),
    ...forecastRoutes({ book, store, clock, forecast: accounts.forecast }),
    ...apiKeyRoutes(parts.keys.actions),
    ...modelSourceRoutes(parts.sources.actions),
    ...priceRoutes({
      prices: parts.keys.prices,
      store,
      clock,
      onChange: () => events.publish({ type: 'prices' }),
    }),
    keyUsageRoute({ keys: parts.keys.keys, quota }),
    ...dashboardAuthRoutes({
      signIn: parts.signIn,
      store,
      clock,
      logger: parts.trail.logger,
      publicAddresses: readPublicAddresses(settings().publicAddresses) ?? [],
    }),
    ...auditRoutes(store),
    ...diagnosticsRoutes(assembleDiagnostics(parts)),
    ...oauthRoutes(accounts.logins),
    ...pageRoutes(parts.dashboardDir),
  ];
  return auditedRoutes(routes, parts.trail);
}
