import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { LiveEvent } from '../../src-proxy/contract/events.ts';
import type { RequestLogEntry, RequestLogPage } from '../../src-proxy/contract/request-log.ts';
import type { SettingKey } from '../../src-proxy/contract/settings.ts';
import { createEngine, type InspectableEngine } from '../../src-proxy/engine.ts';
import type { Clock, LogLevel } from '../../src-proxy/ports.ts';
import { resolveSettings } from '../../src-proxy/settings/resolve-settings.ts';
import { systemClock } from '../../src-proxy/system-clock.ts';
import type { FakeAccount, FakeAccountOptions } from '../fakes/upstream/fake-account.ts';
import {
  startFakeUpstream,
  type FakeUpstream,
  type FakeUpstreamOptions,
} from '../fakes/upstream/start-fake-upstream.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { call, type Answer, type CallOptions } from './http-client.ts';

export interface StageOptions {
  /** The accounts in the pool, most preferred first: each next one has used more. */
  readonly accounts?: readonly (string | FakeAccountOptions)[];
  readonly vault?: 'memory' | 'file';
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly upstream?: FakeUpstreamOptions;
  /** Leaves the usage poller on its default; otherwise usage is asked once, at import. */
  readonly polls?: boolean;
  /** Where the browser may come back to after a sign-in; any free port by default. */
  readonly loginPorts?: readonly number[];
  /** Where it is bound in place of the address that it is set to: no test listens beyond loopback. */
  readonly bindTo?: string;
  /** `false` makes the fake's accounts without importing them. */
  readonly imports?: boolean;
}

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly data: Record<string, unknown> | undefined;
}

/** The engine in this process, between a fake upstream and whoever calls `origin`, over real sockets. */
export interface Stage extends AsyncDisposable {
  readonly engine: InspectableEngine;
  readonly upstream: FakeUpstream;
  readonly origin: string;
  readonly port: number;
  readonly home: string;
  readonly dataDir: string;
  readonly log: readonly LogLine[];
  /** What the logger was told to change its level to. */
  readonly logLevels: readonly LogLevel[];
  /** By the id given in the options. */
  account(id: string): FakeAccount;
  /** What the engine says of that account. */
  summary(id: string): AccountSummary;
  call(path: string, options?: CallOptions): Promise<Answer>;
  turn(options?: TurnOptions): Promise<Answer>;
  /** The account that served each turn so far, in order. */
  served(): (string | null)[];
  requestLog(query?: string): Promise<RequestLogEntry[]>;
  set(values: Partial<Record<SettingKey, string | number | boolean | null>>): Promise<Answer>;
  importFiles(...accounts: readonly FakeAccount[]): Promise<void>;
  /** The first event from now on that fits. */
  nextEvent(fits: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  /** Stops the engine and starts another one on the same folder. Needs a vault that lasts. */
  restart(): Promise<void>;
}

export interface TurnOptions extends Omit<CallOptions, 'method' | 'body'> {
  readonly body?: Buffer | string | Readonly<Record<string, unknown>>;
  readonly input?: readonly unknown[];
  /** Sent as `session-id`. */
  readonly session?: string;
  readonly path?: string;
}

export const hello = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };

export function turnBody(input: readonly unknown[] = [hello], more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, input, ...more });
}

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const upstream = await startFakeUpstream(options.upstream);
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-integration-'));
  const dataDir = join(home, 'data');
  const log: LogLine[] = [];
  const logLevels: LogLevel[] = [];
  const accounts = new Map<string, FakeAccount>();
  let engine = await startEngine().catch(async (error: unknown) => {
    await upstream.close();
    await rm(home, { recursive: true, force: true });
    throw error;
  });

  async function startEngine(): Promise<InspectableEngine> {
    const environment = {
      HOME: home,
      EVENKEEL_VAULT: options.vault ?? 'memory',
      EVENKEEL_UPSTREAM_BASE_URL: upstream.baseUrl,
      EVENKEEL_AUTH_BASE_URL: upstream.authBaseUrl,
      ...(options.polls ? {} : { EVENKEEL_USAGE_REFRESH_INTERVAL: '0' }),
      ...options.environment,
    };
    const write = (level: LogLevel) => (message: string, data?: Record<string, unknown>) =>
      void log.push({ level, message, data });
    const logger = {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      setLevel: (level: LogLevel) => void logLevels.push(level),
    };
    const created = await createEngine(
      {
        settings: resolveSettings({ flags: { dataDir, port: '0' }, environment, workingDirectory: home }),
        dashboardDir: join(home, 'dashboard'),
        version: '0.0.0-test',
        logger,
        environment,
      },
      {
        clock: options.clock ?? systemClock,
        ...(options.loginPorts ? { loginPorts: options.loginPorts } : {}),
        ...(options.bindTo ? { bindTo: options.bindTo } : {}),
      },
    );
    await created.start();
    return created;
  }

  const origin = (): string => String(engine.state().origin);
  const summary = (id: string): AccountSummary => {
    const found = engine.snapshot().accounts.find((one) => one.chatgptAccountId === id);
    if (!found) throw new Error(`The engine does not know ${id}.`);
    return found;
  };
  const nextEvent = (fits: (event: LiveEvent) => boolean): Promise<LiveEvent> =>
    new Promise((resolve) => {
      const stop = engine.subscribe((event) => {
        if (!fits(event)) return;
        stop();
        resolve(event);
      });
    });

  /** Imports, and waits until the usage of each is known, so that the order of preference stands. */
  async function importFiles(...list: readonly FakeAccount[]): Promise<void> {
    const waiting = new Set(list.map(({ id }) => id));
    const asked =
      waiting.size === 0
        ? Promise.resolve(null)
        : nextEvent((event) => {
            if (event.type === 'account' && event.account.usageRefreshedAt !== null)
              waiting.delete(event.account.chatgptAccountId ?? '');
            return waiting.size === 0;
          });
    const outcomes = await engine.importAuthFiles(list.map((one) => ({ name: one.id, content: one.authFile() })));
    const failed = outcomes.find(({ result }) => result === 'failed');
    if (failed) throw new Error(`Import failed: ${JSON.stringify(failed)}`);
    await asked;
  }

  (options.accounts ?? ['acc-a', 'acc-b']).forEach((given, index) => {
    const usage = usualUsageOf(10 + index * 10, 20 + index * 10);
    const account = upstream.addAccount({ usage, ...(typeof given === 'string' ? { id: given } : given) });
    accounts.set(account.id, account);
  });
  if (options.imports !== false) await importFiles(...accounts.values());

  const callHere = (path: string, callOptions?: CallOptions): Promise<Answer> => call(origin(), path, callOptions);
  return {
    get engine() {
      return engine;
    },
    get origin() {
      return origin();
    },
    get port() {
      return Number(new URL(origin()).port);
    },
    upstream,
    home,
    dataDir,
    log,
    logLevels,
    account(id) {
      const found = accounts.get(id);
      if (!found) throw new Error(`There is no fake account ${id}.`);
      return found;
    },
    summary,
    call: callHere,
    turn({ body, input, session, path = '/backend-api/codex/responses', headers, ...rest } = {}) {
      const bytes =
        body === undefined
          ? turnBody(input)
          : typeof body === 'string' || Buffer.isBuffer(body)
            ? body
            : JSON.stringify(body);
      const sticky = session === undefined ? {} : { 'session-id': session };
      return callHere(path, {
        ...rest,
        method: 'POST',
        body: bytes,
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...sticky, ...headers },
      });
    },
    served: () => upstream.turns().map(({ accountId }) => accountId),
    async requestLog(query = '') {
      const answer = await callHere(`/api/request-logs${query}`);
      return (answer.json as RequestLogPage).requests;
    },
    set: (values) =>
      callHere('/api/settings', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(values),
      }),
    importFiles,
    nextEvent,
    async restart() {
      await engine.stop();
      engine = await startEngine();
    },
    async [Symbol.asyncDispose]() {
      // Open latches of a failed test must not keep a request, and so the stop, waiting.
      await upstream.close();
      await engine.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
