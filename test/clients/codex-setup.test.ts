import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { setupCheckSchema, setupPreviewSchema } from '../../src-proxy/contract/client-setup.ts';
import { startCliStage, type CliStage } from '../integration/cli-process.ts';
import { makeAuthFile } from '../fakes/auth-file.ts';
import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { CodexAppServer } from './codex-app-server.ts';
import { makeCodexHome, type CodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';

const form = (name: 'built-in' | 'provider') => ({ form: name });
const logins = {
  'no login': undefined,
  'an API key': JSON.stringify({ OPENAI_API_KEY: 'sk-of-the-client' }),
  'a ChatGPT login': makeAuthFile({ email: 'client@example.test', accountId: 'acc-client' }),
};
const apiKey = logins['an API key'];

/** As it was before anybody set anything up: threads under the CLI's own provider, answered by a service of its own. */
const before = (serviceUrl: string): string =>
  `# mine\nmodel = "gpt-5.5"\nopenai_base_url = "${serviceUrl}" # as it was\ncheck_for_update_on_startup = false\n\n[analytics]\nenabled = false\n`;

interface Scene extends AsyncDisposable {
  readonly upstream: FakeUpstream;
  readonly home: CodexHome;
  readonly cli: CliStage;
  readonly origin: string;
  readonly config: string;
  readonly original: string;
  environment: Record<string, string>;
  post(path: string, body: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  kill(): Promise<void>;
  file(): Promise<string>;
}

const opened: AsyncDisposableStack[] = [];
afterEach(async () => {
  for (const stack of opened.splice(0)) await stack.disposeAsync();
});

/** A person who has used Codex before, and an Evenkeel that has just been installed. */
async function scene(auth: string | undefined): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  opened.push(stack);
  const upstream = stack.use(await startFakeUpstream());
  const account = upstream.addAccount({ id: 'acc-a' });
  const cli = stack.use(await startCliStage({ upstream }));
  const original = before(`${upstream.baseUrl}/codex`);
  const home = stack.use(await makeCodexHome({ config: original, ...(auth === undefined ? {} : { auth }) }));
  const accountFile = join(cli.home, 'acc-a.json');
  await writeFile(accountFile, account.authFile());
  const environment = { CODEX_HOME: home.codexHome };
  await cli.finish(['accounts', 'import', accountFile], environment);
  const engine = cli.run(['serve'], environment);
  const origin = await engine.listening();
  const config = join(home.codexHome, 'config.toml');
  const send = async (method: string, path: string, body: object): Promise<unknown> => {
    const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return await (await fetch(`${origin}${path}`, init)).json();
  };
  return {
    upstream,
    home,
    cli,
    origin,
    config,
    original,
    environment,
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    async kill() {
      engine.kill('SIGKILL');
      await engine.exited;
    },
    file: () => readFile(config, 'utf8'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function setUp(here: Scene, wanted: object): Promise<void> {
  const preview = setupPreviewSchema.parse(await here.post('/api/clients/codex/preview', wanted));
  await here.post('/api/clients/codex/apply', { ...wanted, fingerprint: preview.fingerprint });
}

/** What was said in each turn so far, whatever it came over. */
function said(upstream: FakeUpstream): string[] {
  return [
    ...upstream.turns().map(({ json }) => JSON.stringify(json)),
    ...upstream.creates.filter(({ json }) => json.generate !== false).map(({ raw }) => raw.toString()),
  ];
}

/** `null` when there is no such file. */
async function timeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

const threads = z.object({ data: z.array(z.object({ id: z.string(), preview: z.string() })) });
const sourceKinds = ['exec', 'cli', 'vscode', 'appServer'];

describe.each(Object.entries(logins))('Codex CLI 0.169.0, set up by Evenkeel, with %s', (_name, auth) => {
  it('goes through us, keeps its threads, compacts upstream, and its auth.json is as it was', async () => {
    const here = await scene(apiKey);
    // The earlier thread was had with a key; then the person signed in differently.
    expect(await codexExec(here.home, ['First question.'])).toMatchObject({ exitCode: 1 });
    const authPath = join(here.home.codexHome, 'auth.json');
    if (auth === undefined) await rm(authPath);
    else await writeFile(authPath, auth);
    const authTime = await timeOf(authPath);
    await setUp(here, form('built-in'));
    expect(setupCheckSchema.parse(await here.post('/api/clients/codex/verify', {}))).toMatchObject({ ok: true });

    const resumed = await codexExec(here.home, ['resume', '--last', 'Second question.']);
    expect(resumed).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(resumed.stderr).not.toMatch(/reconnecting|ignored/i);
    expect(said(here.upstream).at(-1)).toMatch(/First question\..*Second question\./s);

    await using server = await CodexAppServer.start(here.home);
    const { data } = threads.parse(await server.request('thread/list', { sourceKinds }));
    expect(data.map(({ preview }) => preview)).toEqual(['First question.']);
    await server.request('thread/resume', { threadId: data[0]?.id });
    await server.request('thread/compact/start', { threadId: data[0]?.id });
    await server.notified('turn/completed');
    expect(said(here.upstream).at(-1)).toContain('compaction_trigger');
    expect(await timeOf(authPath)).toBe(authTime);
    if (auth !== undefined) expect(await here.home.authFile()).toBe(auth);
  });
});

describe('Codex CLI 0.169.0, the provider form', () => {
  it('goes through us, but an earlier thread is out of sight until it is undone', async () => {
    const here = await scene(apiKey);
    await codexExec(here.home, ['First question.']);
    await setUp(here, form('provider'));
    const resumed = await codexExec(here.home, ['resume', '--last', 'Second question.']);
    expect(resumed).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(said(here.upstream).at(-1)).not.toContain('First question.');
    await here.post('/api/clients/codex/restore', {});
    expect(await here.file()).toBe(here.original);
    await using server = await CodexAppServer.start(here.home);
    const { data } = threads.parse(await server.request('thread/list', { sourceKinds }));
    expect(data.map(({ preview }) => preview)).toEqual(['First question.']);
  });
});

describe.each(['no login', 'a ChatGPT login'] as const)(
  'Codex CLI 0.169.0, where a key is demanded, with %s',
  (login) => {
    it('sends the key that stands in the provider form, for turns and for compaction', async () => {
      const here = await scene(logins[login]);
      const { key } = z.looseObject({ key: z.string() }).parse(await here.post('/api/api-keys/', { name: 'codex' }));
      await here.put('/api/settings', { requireApiKey: true });
      await setUp(here, { form: 'provider', key });
      expect(setupCheckSchema.parse(await here.post('/api/clients/codex/verify', {}))).toMatchObject({ ok: true });
      expect(await codexExec(here.home, ['First question.'])).toMatchObject({
        exitCode: 0,
        stdout: 'Hello from acc-a\n',
      });
      await using server = await CodexAppServer.start(here.home);
      const { data } = threads.parse(await server.request('thread/list', { sourceKinds }));
      await server.request('thread/resume', { threadId: data[0]?.id });
      await server.request('thread/compact/start', { threadId: data[0]?.id });
      await server.notified('turn/completed');
      expect(said(here.upstream).at(-1)).toContain('compaction_trigger');
      await here.post('/api/clients/codex/restore', {});
      expect(await here.file()).toBe(here.original);
    });
  },
);

describe('Codex CLI 0.98.0', () => {
  it('goes through us in the provider form', async () => {
    const here = await scene(undefined);
    await setUp(here, form('provider'));
    const run = await codexExec(here.home, ['Say hello.'], { version: '0.98.0' });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
  });
});

describe('kill -9 of Evenkeel', () => {
  it('evenkeel setup --restore brings the CLI back: its file to the byte, and it asks its own service again', async () => {
    const here = await scene(apiKey);
    await setUp(here, form('built-in'));
    expect(await codexExec(here.home, ['Say hello.'])).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    await here.kill();
    const lost = await codexExec(here.home, ['Say hello.'], { ceilingMs: 30_000 });
    expect(lost.exitCode).not.toBe(0);

    const { code, stdout } = await here.cli.finish(['setup', '--restore'], here.environment);
    expect([code, stdout]).toEqual([0, expect.stringContaining('exactly what it was')]);
    expect(await here.file()).toBe(here.original);
    const asked = here.upstream.requests.length;
    await codexExec(here.home, ['Say hello.'], { ceilingMs: 30_000 });
    expect(here.upstream.requests.length).toBeGreaterThan(asked);
  });

  it('what the CLI itself has written into the file since stays', async () => {
    const here = await scene(apiKey);
    await setUp(here, form('built-in'));
    await using server = await CodexAppServer.start(here.home);
    await server.request('config/value/write', { keyPath: 'model', value: 'gpt-6', mergeStrategy: 'replace' });
    await server.request('config/value/write', { keyPath: 'tui.notifications', value: true, mergeStrategy: 'replace' });
    expect(await here.file()).toContain('gpt-6');
    await here.kill();
    await here.cli.finish(['setup', '--restore'], here.environment);
    const left = await here.file();
    expect(left).toMatch(/notifications = true/);
    expect(
      left
        .replace('gpt-6', 'gpt-5.5')
        .replace(/\n*\[tui\]\nnotifications = true\n/, '\n')
        .trim(),
    ).toBe(here.original.trim());
  });
});
