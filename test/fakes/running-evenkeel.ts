import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { EventSourceParserStream } from 'eventsource-parser/stream';
import { z } from 'zod';

import { accountSummarySchema, importResponseSchema } from '../../src-proxy/contract/account.ts';
import type { AccountSummary, ImportOutcome } from '../../src-proxy/contract/account.ts';
import { liveEventSchema } from '../../src-proxy/contract/events.ts';
import { requestLogPageSchema } from '../../src-proxy/contract/request-log.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';

const repository = resolve(import.meta.dirname, '../..');
const accountsSchema = z.union([z.array(accountSummarySchema), z.object({ accounts: z.array(accountSummarySchema) })]);

export interface RunningEvenkeelOptions {
  readonly upstream: { readonly baseUrl: string; readonly authBaseUrl: string };
  readonly env?: Readonly<Record<string, string>>;
}

/** Evenkeel as its own process, the way a person runs it without a desktop. */
export interface RunningEvenkeel extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** Everything it has printed so far. */
  output(): string;
  /** A request to its API; the path begins with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  accounts(): Promise<AccountSummary[]>;
  /** Newest first. */
  requestLogs(): Promise<RequestLogEntry[]>;
  importAuthFiles(files: readonly string[]): Promise<ImportOutcome[]>;
  /** Resolves with the accounts as soon as they fit, told by the live events. */
  waitForAccounts(fits: (accounts: readonly AccountSummary[]) => boolean): Promise<AccountSummary[]>;
  /** Runs the command line on the same data folder. */
  cli(args: readonly string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
  /** SIGTERM. @throws when it does not leave with exit code 0. */
  stop(): Promise<void>;
}

export async function startEvenkeel(options: RunningEvenkeelOptions): Promise<RunningEvenkeel> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  const dataDir = join(folder, 'data');
  // The source by default; `EVENKEEL_TEST_CLI=dist/cli.js` runs the same tests on what is shipped.
  const script = resolve(repository, process.env.EVENKEEL_TEST_CLI ?? 'src-proxy/cli.ts');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    EVENKEEL_UPSTREAM_BASE_URL: options.upstream.baseUrl,
    EVENKEEL_AUTH_BASE_URL: options.upstream.authBaseUrl,
    EVENKEEL_VAULT: 'file',
    EVENKEEL_USAGE_REFRESH_INTERVAL: '0',
    ...options.env,
  };
  const launch = (args: readonly string[]) =>
    spawn(process.execPath, [script, ...args, '--data-dir', dataDir], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const child = launch(['serve', '--port', '0']);
  const output = collect(child);
  // Nobody else would end it if the tests themselves were ended.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);

  async function leaveNothing(): Promise<void> {
    process.off('exit', endWithUs);
    await rm(folder, { recursive: true, force: true });
  }

  const origin = await listeningOrigin(child, output).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    await leaveNothing();
    throw error;
  });

  async function call(path: string, init?: RequestInit): Promise<Response> {
    return await fetch(`${origin}${path}`, init);
  }

  async function readJson<T>(path: string, schema: z.ZodType<T>, init?: RequestInit): Promise<T> {
    const response = await call(path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return schema.parse(JSON.parse(text));
  }

  let stopped: Promise<void> | null = null;
  async function stopOnce(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    await leaveNothing();
    if (child.exitCode !== 0) {
      throw new Error(`Evenkeel left with ${child.exitCode ?? child.signalCode}. It had printed:\n${output()}`);
    }
  }
  const stop = () => (stopped ??= stopOnce());

  return {
    origin,
    port: Number(new URL(origin).port),
    pid: child.pid ?? 0,
    dataDir,
    output,
    fetch: call,
    async accounts() {
      const answer = await readJson('/api/accounts', accountsSchema);
      return Array.isArray(answer) ? answer : answer.accounts;
    },
    async requestLogs() {
      return (await readJson('/api/request-logs?limit=200', requestLogPageSchema)).requests;
    },
    async importAuthFiles(files) {
      const form = new FormData();
      for (const [index, text] of files.entries()) {
        form.append('auth_json', new Blob([text], { type: 'application/json' }), `auth-${index}.json`);
      }
      const init = { method: 'POST', body: form };
      return (await readJson('/api/accounts/import', importResponseSchema, init)).outcomes;
    },
    waitForAccounts: (fits) => followAccounts(origin, fits),
    async cli(args) {
      const command = launch(args);
      const [stdout, stderr] = [text(command.stdout), text(command.stderr)];
      await once(command, 'close');
      return { exitCode: command.exitCode, stdout: stdout(), stderr: stderr() };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function listeningOrigin(child: ChildProcess, output: () => string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const look = () => {
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
      if (origin) resolve(origin);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => reject(new Error(`Evenkeel did not start (${String(code)}):\n${output()}`)));
    child.once('error', reject);
  });
}

async function followAccounts(
  origin: string,
  fits: (accounts: readonly AccountSummary[]) => boolean,
): Promise<AccountSummary[]> {
  const leaving = new AbortController();
  const response = await fetch(`${origin}/api/events`, { signal: leaving.signal });
  if (!response.body) throw new Error('/api/events answered without a body.');
  const known = new Map<string, AccountSummary>();
  try {
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data } of events) {
      const event = liveEventSchema.parse(JSON.parse(data));
      if (event.type === 'snapshot') for (const account of event.accounts) known.set(account.accountId, account);
      if (event.type === 'account') known.set(event.account.accountId, event.account);
      if (event.type === 'account-removed') known.delete(event.accountId);
      if (fits([...known.values()])) return [...known.values()];
    }
  } finally {
    leaving.abort();
  }
  throw new Error('/api/events ended before the accounts were as expected.');
}

function collect(child: ChildProcess): () => string {
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  return () => stdout() + stderr();
}

function text(stream: NodeJS.ReadableStream | null): () => string {
  let all = '';
  stream?.setEncoding('utf8').on('data', (piece: string) => (all += piece));
  return () => all;
}
