import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import type { DiagnosticResult } from '../contract/diagnostics.ts';
import { bundledLogLines, bundledRequests, bundleManifest, makeBundle } from '../diagnostics/bundle/bundle.ts';
import { DiagnosticRuns } from '../diagnostics/diagnostic-runs.ts';
import { readLogPage } from '../diagnostics/log-tail.ts';
import { watchLoopDelay } from '../diagnostics/loop-delay.ts';
import { reach } from '../diagnostics/reach.ts';
import { failure, fine, notApplicable, warning, type Finding, type SelfTest } from '../diagnostics/self-test.ts';
import { machineOnlyTests, type MachineDiagnosis } from '../diagnostics/self-tests.ts';
import { judgeDatabase } from '../diagnostics/self-tests/database.ts';
import { callbackPortsFor } from '../logins/callback-ports.ts';
import { findPortHolder } from '../observe/port-holder.ts';
import type { Logger } from '../ports.ts';
import { directRoute } from '../providers/ways/route.ts';
import { valuesOf, type ResolvedSettings } from '../settings/resolve-settings.ts';
import { viewOf, withDashboardValues } from '../settings/settings-book.ts';
import { openStore } from '../storage/open-store.ts';
import type { Store } from '../storage/store.ts';
import { systemClock } from '../system-clock.ts';
import { probeKeychain } from '../vault/keychain-probe.ts';
import { loadKeytar } from '../vault/keytar-keychain.ts';
import { version } from '../version.ts';
import type { Examined } from './doctor.ts';

const keychainPatienceMs = 5000;
const silent: Logger = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

/** What can be looked at while no engine runs on the data folder. */
export async function examineMachine(
  given: ResolvedSettings,
  { onResult }: { readonly onResult: (result: DiagnosticResult) => void },
): Promise<Examined> {
  const { dataDir } = given.values;
  // Looking must not create a data folder.
  const opened = existsSync(join(dataDir, 'evenkeel.db')) ? await openQuietly(dataDir) : null;
  const store = opened !== null && 'store' in opened ? opened.store : null;
  try {
    const stored = store?.initial.settings ?? {};
    const resolved = withDashboardValues(given.resolved, stored);
    const settings = viewOf(resolved);
    const facts = store === null ? null : await store.facts().catch(() => null);
    const diagnosis = diagnosisOf({ values: valuesOf(resolved), view: settings, stored });
    const tests: SelfTest[] = [
      ...machineOnlyTests(diagnosis).filter(
        ({ id }) => valuesOf(resolved).upstreamProxy === 'direct' || !id.startsWith('network.'),
      ),
      {
        id: 'database.integrity',
        symptoms: ['S21', 'S38'],
        title: 'The database is sound',
        run: () => {
          if (opened === null) return notApplicable('There is none yet.');
          if ('problem' in opened) return failure(opened.problem, 'Do as it says, then run this once more.');
          return facts === null ? failure('It cannot be read.', 'Put back the newest backup.') : judgeDatabase(facts);
        },
      },
      { id: 'vault.keychain', symptoms: ['S18'], title: 'Keychain', run: () => keychainFinding(given.values.vault) },
    ];
    const runs = new DiagnosticRuns({ clock: systemClock, newId: randomUUID, tests: () => tests });
    runs.start({ probe: false });
    await runs.ended();
    const run = runs.view();
    if (run === null) throw new Error('The self-tests were not run.');
    run.results.forEach(onResult);
    const requests = store === null ? [] : (await store.listRequests({ limit: bundledRequests })).requests;
    return {
      run,
      settings,
      manifest: async () => bundleManifest(Date.now()),
      bundle: async () =>
        await makeBundle({
          version,
          versions: process.versions,
          nowMs: Date.now(),
          settings,
          run,
          accounts: [],
          requests,
          logLines: (await readLogPage(dataDir, { level: 'debug', limit: bundledLogLines })).lines,
          database: { facts, backlog: null },
          secrets: [],
          names: namesIn(store),
          home: process.env.HOME ?? process.env.USERPROFILE ?? homedir(),
        }),
    };
  } finally {
    await store?.close();
  }
}

async function openQuietly(dataDir: string): Promise<{ readonly store: Store } | { readonly problem: string }> {
  try {
    return { store: await openStore({ dataDir, logger: silent, nowMs: () => Date.now() }) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Names that people gave, which are in no bundle. */
function namesIn(store: Store | null): string[] {
  if (store === null) return [];
  const { accounts, apiKeys, modelSources } = store.initial;
  const ofAccounts = accounts.flatMap(({ id, alias, email, workspaceLabel, chatgptAccountId }) =>
    [id, alias, email, workspaceLabel, chatgptAccountId].flatMap((text) => text ?? []),
  );
  return [...ofAccounts, ...apiKeys.map(({ name }) => name), ...modelSources.map(({ name }) => name)];
}

function diagnosisOf({
  values,
  view,
  stored,
}: {
  readonly values: ResolvedSettings['values'];
  readonly view: ReturnType<typeof viewOf>;
  readonly stored: Readonly<Record<string, unknown>>;
}): MachineDiagnosis {
  const nowMs = (): number => Date.now();
  return {
    machine: {
      version,
      versions: () => process.versions,
      memory: () => process.memoryUsage(),
      loopDelay: watchLoopDelay,
      state: () => ({ activeRequests: 0, startedAt: new Date().toISOString(), phase: 'stopped', paused: false }),
      nowMs,
    },
    dataFolder: { dataDir: values.dataDir, platform: process.platform, mustExist: false },
    network: {
      upstreamBaseUrl: values.upstreamBaseUrl,
      authBaseUrl: values.authBaseUrl,
      wayOut: () => 'without a proxy',
      nowMs,
      reach: (address, signal) =>
        reach(address, {
          route: directRoute,
          connectTimeoutMs: values.upstreamConnectTimeout * 1000,
          ownName: `evenkeel/${version}`,
          signal,
        }),
    },
    ports: {
      wanted: values,
      origin: () => null,
      loginPorts: callbackPortsFor(values.authBaseUrl),
      findHolder: findPortHolder,
      ownPid: process.pid,
    },
    settings: { dataDir: values.dataDir, view: () => view, stored, environment: process.env },
  };
}

async function keychainFinding(choice: ResolvedSettings['values']['vault']): Promise<Finding> {
  if (choice === 'file' || choice === 'memory') return notApplicable('The settings choose another place for tokens.');
  try {
    await probeKeychain({ loadKeychain: loadKeytar, service: 'Evenkeel doctor', timeoutMs: keychainPatienceMs });
    return fine('It answers.');
  } catch (error) {
    return warning(
      `It does not answer (${error instanceof Error ? error.message : String(error)}).`,
      'Tokens go to a sealed file unless EVENKEEL_VAULT says otherwise. Unlock it, or install one.',
    );
  }
}
