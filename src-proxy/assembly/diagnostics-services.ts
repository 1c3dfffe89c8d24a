import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';

import type { ModelCatalogue } from '../accounts/models/model-catalogue.ts';
import type { AccountActions } from '../contract/account-actions.ts';
import type { ClientSetups } from '../contract/client-setup.ts';
import type { EngineState } from '../contract/events.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import { bundledLogLines, bundledRequests, type BundleSource } from '../diagnostics/bundle/bundle.ts';
import { DiagnosticRuns } from '../diagnostics/diagnostic-runs.ts';
import { readLogPage } from '../diagnostics/log-tail.ts';
import { watchLoopDelay } from '../diagnostics/loop-delay.ts';
import { reach } from '../diagnostics/reach.ts';
import { engineTests, type EngineDiagnosis } from '../diagnostics/self-tests.ts';
import { StreamEcho } from '../diagnostics/stream-echo.ts';
import { callbackPortsFor } from '../logins/callback-ports.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import { findPortHolder } from '../observe/port-holder.ts';
import type { Clock } from '../ports.ts';
import type { Route as WayOut } from '../providers/ways/route.ts';
import type { RequestJournal } from '../relay/request-journal.ts';
import { localTokenHeader } from '../running-engine.ts';
import type { DiagnosticsRoutePorts } from '../server/diagnostics-routes.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Store } from '../storage/store.ts';
import type { OpenedVault } from '../vault/token-vault.ts';
import type { AccountServices } from './account-services.ts';
import type { KeyServices } from './key-services.ts';
import type { SourceServices } from './source-services.ts';
import type { Upstream } from './upstream.ts';

export interface DiagnosticsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settingsBook: SettingsBook;
  readonly events: LiveEvents;
  readonly accounts: AccountServices;
  readonly accountActions: AccountActions;
  readonly keys: KeyServices;
  readonly sources: SourceServices;
  readonly catalogue: ModelCatalogue;
  readonly clients: ClientSetups;
  readonly signIn: DashboardSignIn;
  readonly vault: OpenedVault;
  readonly upstream: Pick<Upstream, 'ways'>;
  readonly journal: Pick<RequestJournal, 'lost'>;
  readonly state: () => EngineState;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the browser may come back to after a sign-in; without it, the ports that the sign-in service knows. */
  readonly loginPorts: readonly number[] | undefined;
}

/** The self-tests of this engine, its log, and what can be handed on to somebody who helps. */
export function assembleDiagnostics(parts: DiagnosticsParts): DiagnosticsRoutePorts {
  const { clock, settingsBook, events } = parts;
  const echo = new StreamEcho();
  const runs = new DiagnosticRuns({
    clock,
    newId: randomUUID,
    tests: (options) => engineTests(diagnosisOf(parts, echo), options),
  });
  events.subscribe((event) => {
    // What is being asked of the network would keep the process from ending.
    if (event.type === 'engine' && event.engine.phase === 'draining') runs.cancel();
  });
  return {
    runs,
    echo,
    clock,
    readLog: (query) => readLogPage(settingsBook.values.dataDir, query),
    bundleSource: () => bundleSourceOf(parts, runs),
  };
}

function diagnosisOf(parts: DiagnosticsParts, echo: StreamEcho): EngineDiagnosis {
  const { store, clock, settingsBook, accounts, upstream, state, environment } = parts;
  const { values } = settingsBook;
  const nowMs = (): number => clock.nowMs();
  const { version } = state();
  return {
    answering: {
      state,
      echo,
      newId: randomUUID,
      ownHeaders: () => ({ [localTokenHeader]: parts.signIn.localToken }),
    },
    machine: {
      version,
      versions: () => process.versions,
      memory: () => process.memoryUsage(),
      loopDelay: watchLoopDelay,
      state,
      nowMs,
    },
    dataFolder: { dataDir: values.dataDir, platform: process.platform, mustExist: true },
    database: { store, state, lostRows: () => parts.journal.lost },
    secrets: parts.vault.secrets,
    network: {
      upstreamBaseUrl: values.upstreamBaseUrl,
      authBaseUrl: values.authBaseUrl,
      wayOut: () => wayOutText(upstream.ways.shared),
      nowMs,
      reach: (address, signal) =>
        reach(address, {
          route: upstream.ways.shared,
          connectTimeoutMs: values.upstreamConnectTimeout * 1000,
          ownName: `evenkeel/${version}`,
          signal,
        }),
    },
    ports: {
      wanted: values,
      origin: () => state().origin,
      loginPorts: parts.loginPorts ?? callbackPortsFor(values.authBaseUrl),
      findHolder: findPortHolder,
      ownPid: process.pid,
    },
    settings: {
      dataDir: values.dataDir,
      view: () => settingsBook.view().settings,
      stored: store.initial.settings,
      environment,
    },
    accounts: {
      accounts: () => accounts.book.all(),
      summaries: () => accounts.book.summaries(),
      vault: parts.vault,
      settings: () => settingsBook.values,
      nowMs,
      probe: (accountId) => parts.accountActions.probe(accountId),
    },
    models: {
      catalogue: parts.catalogue,
      accountCount: () => accounts.book.all().length,
      prices: parts.keys.prices,
      store,
      nowMs,
    },
    keys: { keys: () => parts.keys.keys.list(), isRequired: () => settingsBook.values.requireApiKey },
    clients: parts.clients,
  };
}

function wayOutText(route: WayOut): string {
  if (route.kind === 'direct') return 'without a proxy';
  return route.kind === 'proxy' ? `through ${route.proxy.address}` : `(the way out is closed: ${route.reason})`;
}

function passwordsOf(routes: readonly WayOut[]): string[] {
  return routes.flatMap((route) => (route.kind === 'proxy' ? (route.proxy.password ?? []) : []));
}

async function bundleSourceOf(parts: DiagnosticsParts, runs: DiagnosticRuns): Promise<BundleSource> {
  const { store, clock, settingsBook, accounts, keys, sources, upstream, environment } = parts;
  const [page, log, facts] = await Promise.all([
    store.listRequests({ limit: bundledRequests }),
    readLogPage(settingsBook.values.dataDir, { level: 'debug', limit: bundledLogLines }),
    // A bundle is asked for when something is broken: it is made of what there is.
    store.facts().catch(() => null),
  ]);
  return {
    version: parts.state().version,
    versions: process.versions,
    nowMs: clock.nowMs(),
    settings: settingsBook.view().settings,
    run: runs.view(),
    accounts: accounts.book.summaries(),
    requests: page.requests,
    logLines: log.lines,
    database: { facts, backlog: store.backlog() },
    secrets: [
      parts.signIn.localToken,
      ...passwordsOf([upstream.ways.shared, ...upstream.ways.own.values()]),
      ...accounts.book
        .all()
        .flatMap(({ tokens }) => (tokens === null ? [] : [tokens.accessToken, tokens.refreshToken, tokens.idToken])),
    ],
    names: [...keys.keys.list().map(({ name }) => name), ...sources.actions.list().map(({ name }) => name)],
    home: environment.HOME ?? environment.USERPROFILE ?? homedir(),
  };
}
