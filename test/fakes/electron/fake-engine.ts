import type { AccountSummary } from '../../../src-proxy/contract/account.ts';
import type { AccountProbe } from '../../../src-proxy/contract/account-actions.ts';
import type { ClientStatus } from '../../../src-proxy/contract/client-setup.ts';
import type { LiveEvent, LiveSnapshot } from '../../../src-proxy/contract/events.ts';
import {
  type SettingChanges,
  settingDeclarations,
  type SettingKey,
  settingKeys,
  type Settings,
} from '../../../src-proxy/contract/settings.ts';
import type { RequestLogEntry } from '../../../src-proxy/contract/request-log.ts';
import type { PoolForecast } from '../../../src-proxy/contract/forecast.ts';
import { forecastPool } from '../../../src-proxy/usage/forecast.ts';
import type { Engine, StopOptions } from '../../../src-proxy/engine-api.ts';

type EngineState = LiveSnapshot['engine'];

/** An engine without sockets: starts and stops as it is told. */
export class FakeEngine implements Engine {
  readonly starts: (number | undefined)[] = [];
  stops = 0;
  /** How long running requests were given, by those who were in a hurry. */
  readonly patiencesMs: number[] = [];
  accounts: AccountSummary[] = [];
  requests: RequestLogEntry[] = [];
  /** Thrown by the next starts, one each. */
  startErrors: Error[] = [];
  stopWork: () => Promise<void> = () => Promise.resolve();
  /** What was asked for accounts, such as `pause acc-1`. */
  readonly asked: string[] = [];
  /** Called with each of `asked`; a test makes it wait or fail. */
  work: (asked: string) => Promise<void> = () => Promise.resolve();
  looks = 0;
  wakes = 0;
  #state: EngineState = {
    version: '0.1.0',
    startedAt: '2026-11-02T09:00:00.000Z',
    origin: null,
    phase: 'starting',
    activeRequests: 0,
    paused: false,
    unloggedRefusals: 0,
    vault: { kind: 'keychain', detail: 'Tokens are in the system keychain.' },
    upstreamBaseUrl: 'https://upstream.test',
  };
  readonly #listeners = new Set<(event: LiveEvent) => void>();

  start(override?: { port: number }): Promise<void> {
    this.starts.push(override?.port);
    const error = this.startErrors.shift();
    if (error) return Promise.reject(error);
    this.change({ origin: `http://127.0.0.1:${override?.port ?? 2455}`, phase: 'running' });
    return Promise.resolve();
  }

  #stopping: Promise<void> | null = null;
  stop({ patienceMs }: StopOptions = {}): Promise<void> {
    if (patienceMs !== undefined) this.patiencesMs.push(patienceMs);
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.stops += 1;
    this.change({ phase: 'draining' });
    await this.stopWork();
    this.change({ phase: 'stopped', origin: null });
  }

  state(): EngineState {
    return this.#state;
  }

  snapshot(): LiveSnapshot {
    return { type: 'snapshot', engine: this.#state, accounts: this.accounts, requests: this.requests };
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  change(change: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...change };
    this.emit({ type: 'engine', engine: this.#state });
  }

  emit(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  personLooks(): void {
    this.looks += 1;
  }

  noteWake(): void {
    this.wakes += 1;
  }

  pool: PoolForecast = forecastPool([], () => [], Date.now());
  forecast(): PoolForecast {
    return this.pool;
  }

  snippets() {
    return [
      {
        id: 'a',
        client: 'codex',
        title: 'A',
        file: '~/.codex/config.toml',
        text: 'model_provider = "evenkeel"',
        note: '',
      },
    ];
  }

  values: Settings = Object.fromEntries(
    settingKeys.map((key) => [key, settingDeclarations[key].fallback]),
  ) as unknown as Settings;

  settings(): Settings {
    return this.values;
  }

  async changeSettings(changes: SettingChanges): Promise<void> {
    await this.work('change settings');
    for (const [name, value] of Object.entries(changes)) {
      const key = name as SettingKey;
      this.values = { ...this.values, [key]: value ?? settingDeclarations[key].fallback };
    }
    this.emit({ type: 'settings', version: 1 });
  }

  async pauseProxy(): Promise<void> {
    await this.work('pause proxy');
    this.change({ paused: true });
  }

  async resumeProxy(): Promise<void> {
    await this.work('resume proxy');
    this.change({ paused: false });
  }

  /** What the window would be handed; `null` while no sign-in is asked for. */
  handover: string | null = null;
  readonly dashboard = {
    handOver: () => this.handover,
    bootstrapToken: () => null,
    resetPassword: notForTheShell,
  };
  readonly pauseAccount = (accountId: string) => this.#do(`pause ${accountId}`, accountId);
  readonly reactivateAccount = (accountId: string) => this.#do(`resume ${accountId}`, accountId);
  readonly upstreamProxies = { view: notForTheShell, test: notForTheShell, save: notForTheShell };
  readonly stickySessions = {
    list: () => ({ entries: [], total: 0, hasMore: false, nextCursor: null }),
    unpin: notForTheShell,
    purge: notForTheShell,
  };
  readonly resetCredits = { list: notForTheShell, redeem: notForTheShell };
  readonly apiKeys = {
    list: neverForTheShell,
    get: neverForTheShell,
    create: notForTheShell,
    update: notForTheShell,
    regenerate: notForTheShell,
    resetUsage: notForTheShell,
    remove: notForTheShell,
    trends: notForTheShell,
    usageOfWeek: notForTheShell,
  };
  readonly modelSources = {
    list: neverForTheShell,
    create: notForTheShell,
    update: notForTheShell,
    remove: notForTheShell,
    test: notForTheShell,
    testCandidate: notForTheShell,
  };
  readonly accountActions = {
    rename: notForTheShell,
    setRoutingPolicy: notForTheShell,
    setOrder: notForTheShell,
    refreshUsage: (accountId: string) => this.#do(`refresh ${accountId}`, accountId),
    probe: async (accountId: string): Promise<AccountProbe> => {
      const { status } = await this.#do(`probe ${accountId}`, accountId);
      return {
        status: 'probed',
        accountId,
        probeStatusCode: 200,
        primaryUsedPercentBefore: 41,
        primaryUsedPercentAfter: 41.2,
        secondaryUsedPercentBefore: null,
        secondaryUsedPercentAfter: null,
        accountStatusBefore: status,
        accountStatusAfter: status,
      };
    },
  };
  readonly importAuthFiles = notForTheShell;
  readonly exportAccount = notForTheShell;

  readonly previewAuthFiles = notForTheShell;
  readonly codexLb = {
    found: notForTheShell,
    requireOffered: notForTheShell,
    preview: notForTheShell,
    import: notForTheShell,
  };
  /** How the programs on this machine stand. */
  clientStates: ClientStatus[] = [];
  clientReads = 0;
  readonly clients = {
    list: async () => {
      this.clientReads += 1;
      await this.work('clients');
      return this.clientStates;
    },
    preview: notForTheShell,
    apply: notForTheShell,
    restore: notForTheShell,
    verify: notForTheShell,
  };
  readonly removeAccount = notForTheShell;
  readonly logins = {
    start: notForTheShell,
    status: neverForTheShell,
    cancel: neverForTheShell,
    manualCallback: notForTheShell,
  };

  async #do(asked: string, accountId: string): Promise<AccountSummary> {
    this.asked.push(asked);
    await this.work(asked);
    const account = this.accounts.find((one) => one.accountId === accountId);
    if (!account) throw new Error(`The fake engine has no account ${accountId}.`);
    return account;
  }
}

function notForTheShell(): Promise<never> {
  return Promise.reject(new Error('The shell does not do that.'));
}

function neverForTheShell(): never {
  throw new Error('The shell does not do that.');
}
