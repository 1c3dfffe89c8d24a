import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { CodexHome } from './codex-home.ts';
import { killCodex, spawnCodex } from './codex-process.ts';
import type { CodexProcess } from './codex-process.ts';

interface RpcMessage {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly params?: unknown;
}

/** `codex app-server` as an editor drives it: JSON-RPC, one message a line. */
export class CodexAppServer implements AsyncDisposable {
  readonly #child: CodexProcess;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #notices: RpcMessage[] = [];
  #waiting: { fits: (notice: RpcMessage) => boolean; resolve: (params: unknown) => void }[] = [];
  #nextId = 0;

  private constructor(child: CodexProcess) {
    this.#child = child;
    // Not read, but a full pipe would stop the program.
    child.stderr.resume();
    createInterface({ input: child.stdout }).on('line', (line) => this.#receive(JSON.parse(line) as RpcMessage));
    child.once('exit', (code) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`codex app-server left with ${String(code)}`));
    });
  }

  static async start(home: CodexHome, env: Readonly<Record<string, string>> = {}): Promise<CodexAppServer> {
    const server = new CodexAppServer(await spawnCodex('0.169.0', home, ['app-server'], env));
    await server.request('initialize', {
      clientInfo: { name: 'evenkeel_tests', title: 'Evenkeel tests', version: '1.0.0' },
    });
    server.#send({ method: 'initialized' });
    return server;
  }

  /** The result. @throws with the error's message. */
  request(method: string, params: unknown = {}): Promise<unknown> {
    const id = (this.#nextId += 1);
    const answer = Promise.withResolvers<unknown>();
    this.#pending.set(id, answer);
    this.#send({ id, method, params });
    return answer.promise;
  }

  /** The parameters of the first notification of that method, past or future, that fits. */
  notified(method: string, fitting: (params: unknown) => boolean = () => true): Promise<unknown> {
    const fits = (notice: RpcMessage) => notice.method === method && fitting(notice.params);
    const past = this.#notices.find(fits);
    if (past) return Promise.resolve(past.params);
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  /** Of the notifications so far. */
  methods(): string[] {
    return this.#notices.flatMap(({ method }) => method ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#pending.clear();
    this.#child.stdin.end();
    // Some versions leave when their input ends, some wait for their helpers: either is fine here.
    const ceiling = setTimeout(() => killCodex(this.#child), 2_000);
    await exit;
    clearTimeout(ceiling);
  }

  #send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  #receive(message: RpcMessage): void {
    if (message.method) return this.#notice(message);
    const answer = message.id === undefined ? undefined : this.#pending.get(message.id);
    if (!answer || message.id === undefined) return;
    this.#pending.delete(message.id);
    if (message.error) answer.reject(new Error(message.error.message));
    else answer.resolve(message.result);
  }

  #notice(notice: RpcMessage): void {
    this.#notices.push(notice);
    const served = this.#waiting.filter(({ fits }) => fits(notice));
    this.#waiting = this.#waiting.filter((waiter) => !served.includes(waiter));
    for (const { resolve } of served) resolve(notice.params);
  }
}
