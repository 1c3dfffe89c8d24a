import type { AccountSummary } from '../../../src-proxy/contract/account.ts';
import type { LiveEvent, LiveSnapshot } from '../../../src-proxy/contract/events.ts';
import type { RequestLogEntry } from '../../../src-proxy/contract/request-log.ts';
import type { Engine } from '../../../src-proxy/engine-api.ts';

type EngineState = LiveSnapshot['engine'];

/** An engine without sockets: starts and stops as it is told. */
export class FakeEngine implements Engine {
  readonly starts: (number | undefined)[] = [];
  stops = 0;
  accounts: AccountSummary[] = [];
  requests: RequestLogEntry[] = [];
  /** Thrown by the next starts, one each. */
  startErrors: Error[] = [];
  stopWork: () => Promise<void> = () => Promise.resolve();
  #state: EngineState = {
    version: '0.1.0',
    startedAt: '2026-11-02T09:00:00.000Z',
    origin: null,
    phase: 'starting',
    activeRequests: 0,
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

  async stop(): Promise<void> {
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
    for (const listener of this.#listeners) listener({ type: 'engine', engine: this.#state });
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

  readonly importAuthFiles = notForTheShell;
  readonly pauseAccount = notForTheShell;
  readonly reactivateAccount = notForTheShell;
  readonly removeAccount = notForTheShell;
  readonly accountActions = { rename: notForTheShell, refreshUsage: notForTheShell, probe: notForTheShell };
  readonly logins = {
    start: notForTheShell,
    status: neverForTheShell,
    cancel: neverForTheShell,
    manualCallback: notForTheShell,
  };
}

function notForTheShell(): Promise<never> {
  return Promise.reject(new Error('The shell does not do that.'));
}

function neverForTheShell(): never {
  throw new Error('The shell does not do that.');
}
