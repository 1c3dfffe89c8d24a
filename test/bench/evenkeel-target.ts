import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';

import { importResponseSchema } from '#contract/account.ts';
import { requestLogPageSchema } from '#contract/request-log.ts';

import { chatPath, responsesPath } from './messages.ts';

/** Evenkeel as a person would run it headless, with accounts of its own, in a data folder that is removed afterwards. */
export interface EvenkeelTarget {
  readonly pid: number;
  readonly origin: string;
  /** Rows of the request log for the paths that are measured. */
  countLogRows(): Promise<number>;
  end(): Promise<void>;
}

export const evenkeelEntries = ['dist/cli.js', 'src-proxy/cli.ts'] as const;
const accountCount = 8;
const startCeilingMs = 30_000;
const endCeilingMs = 40_000;
const keptOutput = 16_384;

/** The built command where there is one, else the source that Node runs as it is. */
export function findEntry(root: string, wanted: string | undefined): string | undefined {
  return (wanted ? [wanted] : evenkeelEntries)
    .map((entry) => resolvePath(root, entry))
    .find((entry) => existsSync(entry));
}

export async function startEvenkeel(options: {
  entry: string;
  upstreamOrigin: string;
  nodeFlags: readonly string[];
  /** A folder that is filled already, and stays; accounts are in it too. */
  dataDir?: string;
  /** More settings. */
  settings?: Readonly<Record<string, string>>;
}): Promise<EvenkeelTarget> {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  const child = spawn(
    process.execPath,
    [...options.nodeFlags, options.entry, 'serve', '--port', '0', '--data-dir', options.dataDir ?? join(home, 'data')],
    {
      cwd: home,
      env: { ...environment(home, options.upstreamOrigin), ...options.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const clearAway = () => {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', clearAway);
  const output = { tail: '' };
  const keep = (chunk: Buffer) => {
    output.tail = (output.tail + chunk.toString()).slice(-keptOutput);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const onCrash = (code: number | null, signal: string | null) => {
    console.error(`Evenkeel ended by itself (${signal ?? code}). The last it said:\n${output.tail}`);
    process.exit(1);
  };
  const end = async () => {
    child.off('exit', onCrash);
    await terminate(child);
    process.off('exit', clearAway);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const origin = await listeningOrigin(child, options.upstreamOrigin, output);
    child.once('exit', onCrash);
    if (options.dataDir === undefined) await importAccounts(origin);
    return { pid: child.pid ?? 0, origin, countLogRows: () => countLogRows(origin), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Nothing of the person's own settings, home or `.env.local` may change what is measured. */
function environment(home: string, upstreamOrigin: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(EVENKEEL_|CODEX_|HOST$|PORT$)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    CODEX_HOME: join(home, '.codex'),
    EVENKEEL_VAULT: 'file',
    EVENKEEL_UPSTREAM_BASE_URL: `${upstreamOrigin}/backend-api`,
    EVENKEEL_AUTH_BASE_URL: upstreamOrigin,
    EVENKEEL_USAGE_REFRESH_INTERVAL: '0',
    // More streams than any account would be given: it is the engine that is measured, not its patience.
    EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '0',
    EVENKEEL_ACCOUNT_STREAM_LIMIT: '0',
  };
}

/** Resolves with the first address printed that is not the upstream's; keeps the end of the output for whoever must explain an exit. */
async function listeningOrigin(child: ChildProcess, upstreamOrigin: string, output: { tail: string }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = () => {
    const origins = output.tail.match(/http:\/\/127\.0\.0\.1:\d+(?=\D)/g) ?? [];
    const own = origins.find((origin) => origin !== upstreamOrigin);
    if (own) resolve(own);
  };
  const onExit = (code: number | null) => {
    reject(new Error(`Evenkeel ended with ${code} before it listened:\n${output.tail}`));
  };
  const timer = setTimeout(() => {
    reject(new Error(`Evenkeel did not say within ${startCeilingMs} ms where it listens:\n${output.tail}`));
  }, startCeilingMs);
  child.stdout?.on('data', look);
  child.once('exit', onExit);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.stdout?.off('data', look);
    child.off('exit', onExit);
  }
}

async function importAccounts(origin: string): Promise<void> {
  const form = new FormData();
  for (let index = 1; index <= accountCount; index += 1) {
    form.append('auth_json', new Blob([authFile(index)], { type: 'application/json' }), `auth-${index}.json`);
  }
  const response = await fetch(`${origin}/api/accounts/import`, { method: 'POST', body: form });
  if (!response.ok) throw new Error(`The import of accounts was answered ${response.status}: ${await response.text()}`);
  const { outcomes } = importResponseSchema.parse(await response.json());
  const failed = outcomes.filter((outcome) => outcome.result !== 'added');
  if (outcomes.length !== accountCount || failed.length > 0) {
    throw new Error(`Not all accounts could be imported: ${JSON.stringify(failed)}`);
  }
}

/** A Codex `auth.json` that is good for a day. Its tokens are signed by nobody. */
function authFile(index: number): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = {
    email: `bench-${index}@example.test`,
    iat: issuedAt,
    exp: issuedAt + 86_400,
    'https://api.openai.com/auth': {
      chatgpt_account_id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      chatgpt_plan_type: 'pro',
      chatgpt_user_id: `user-bench-${index}`,
    },
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${Buffer.from('bench').toString('base64url')}`;
  return JSON.stringify({
    OPENAI_API_KEY: null,
    tokens: {
      id_token: token,
      access_token: token,
      refresh_token: `bench-refresh-${index}`,
      account_id: claims['https://api.openai.com/auth'].chatgpt_account_id,
    },
    last_refresh: new Date().toISOString(),
  });
}

async function countLogRows(origin: string): Promise<number> {
  const seen = new Set<number>();
  let cursor: number | null = null;
  do {
    const query = new URLSearchParams({ limit: '1000', ...(cursor === null ? {} : { cursor: String(cursor) }) });
    const response = await fetch(`${origin}/api/request-logs?${query.toString()}`);
    if (!response.ok) throw new Error(`The request log was answered ${response.status}: ${await response.text()}`);
    const page = requestLogPageSchema.parse(await response.json());
    for (const { id, path } of page.requests)
      if (path.startsWith(responsesPath) || path.startsWith(chatPath)) seen.add(id);
    cursor = page.hasMore ? page.nextCursor : null;
  } while (cursor !== null);
  return seen.size;
}

async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), endCeilingMs);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(timer);
}
