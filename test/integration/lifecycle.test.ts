import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { accountSummarySchema } from '../../src-proxy/contract/account.ts';
import { settingKeys } from '../../src-proxy/contract/settings.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { call, lastEvent } from './http-client.ts';
import { startCliStage } from './cli-process.ts';
import { turnBody } from './harness.ts';

const json = { 'content-type': 'application/json' };
const repository = resolve(import.meta.dirname, '../..');
const built = join(repository, 'dist', 'cli.js');
const oldNodes = ['/usr/bin/node', '/usr/local/bin/node'].filter((node) => existsSync(built) && isTooOld(node));

function isTooOld(node: string): boolean {
  if (!existsSync(node)) return false;
  const major = Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1]);
  return major < 22;
}

describe('evenkeel serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'the last line says where it listens; %s lets a running stream end and exits 0',
    async (signal) => {
      await using upstream = await startFakeUpstream();
      await using stage = await startCliStage({ upstream });
      const server = stage.run(['serve']);
      const origin = await server.listening();
      const last = server.stdout().trim().split('\n').at(-1);
      expect(last).toContain(origin);
      expect(last).toContain(`${origin}/dashboard`);
      const account = upstream.addAccount({ id: 'acc-a' });
      const file = join(stage.home, 'a.json');
      await writeFile(file, account.authFile());
      expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
      const hold = createLatch();
      account.script([ok('a b c', { hold })]);
      const answer = call(origin, '/backend-api/codex/responses', { method: 'POST', headers: json, body: turnBody() });
      await upstream.waitForRequest(({ pathname }) => pathname.endsWith('/responses'));
      server.kill(signal);
      await server.printed(/Waiting for 1 running request/);
      hold.open();
      expect(lastEvent(await answer).type).toBe('response.completed');
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(existsSync(join(stage.dataDir, 'engine.json'))).toBe(false);
    },
  );

  it('a second one on the same data folder is refused with a sentence', async () => {
    await using stage = await startCliStage();
    const first = stage.run(['serve']);
    await first.listening();
    const second = await stage.finish(['serve']);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^evenkeel: Another Evenkeel is running with the data folder .*\.\n$/);
  });

  it.each(['a file is in its way', ...(process.platform === 'linux' ? ['nothing can be made there'] : [])])(
    'S6: a data folder that cannot be one, because %s: a sentence with the folder and no trace, ends with 1',
    async (reason) => {
      await using stage = await startCliStage();
      const inTheWay = join(stage.home, 'in-the-way');
      await writeFile(inTheWay, '');
      const folder = reason.startsWith('a file') ? join(inTheWay, 'data') : '/proc/nothing/data';
      const { code, stderr } = await stage.finish(['serve', '--data-dir', folder]);
      expect(code).toBe(1);
      expect(stderr).toContain(`Evenkeel cannot keep its data in ${folder}`);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  it('a port that is taken: says by whom, does not hop, ends with 1', async () => {
    await using stage = await startCliStage();
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const taken = await stage.finish(['serve', '--port', String(port)]);
    expect([taken.code, taken.stdout]).toEqual([1, '']);
    expect(taken.stderr).toMatch(new RegExp(`^evenkeel: Port ${port} is taken by .*process ${process.pid}`));
    holder.close();
  });

  it('a port that another Evenkeel has: says so', async () => {
    await using stage = await startCliStage();
    const port = new URL(await stage.run(['serve']).listening()).port;
    const other = { EVENKEEL_DATA_DIR: join(stage.home, 'other') };
    const taken = await stage.finish(['serve', '--port', port], other);
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/is taken by another Evenkeel/);
  });

  it.each([
    ['EVENKEEL_PORT', '70000', /EVENKEEL_PORT is "70000".*0 to 65535/],
    ['EVENKEEL_HOST', 'example.com', /EVENKEEL_HOST is "example\.com".*IP address/],
    ['EVENKEEL_VAULT', 'cloud', /EVENKEEL_VAULT is "cloud".*keychain, file or memory/],
    ['EVENKEEL_LOG_LEVEL', 'loud', /EVENKEEL_LOG_LEVEL is "loud".*error, warn, info or debug/],
    ['EVENKEEL_UPSTREAM_BASE_URL', 'http://example.test/x', /EVENKEEL_UPSTREAM_BASE_URL.*unencrypted/],
    ['CODEX_LB_STREAM_IDLE_TIMEOUT_SECONDS', 'soon', /CODEX_LB_STREAM_IDLE_TIMEOUT_SECONDS is "soon".*whole number/],
  ])('%s=%s stops the start with name, value and what is allowed', async (name, value, sentence) => {
    await using stage = await startCliStage();
    const ended = await stage.finish(['serve'], { [name]: value });
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr).not.toMatch(/\n {4}at /);
  });

  it('settings go by flag, environment, .env.local, file', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    await writeFile(join(stage.home, '.env.local'), 'EVENKEEL_MAX_REQUEST_BODY=11\nEVENKEEL_LOG_LEVEL=warn\n');
    await stage.finish(['accounts', 'list']);
    await writeFile(
      join(stage.dataDir, 'settings.json'),
      JSON.stringify({ maxRequestBody: 12, usageRefreshInterval: 30, tokenRefreshIntervalDays: 4 }),
    );
    const { stdout, code } = await stage.finish(['doctor'], { EVENKEEL_LOG_LEVEL: 'error' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/maxRequestBody +11 MiB +\(environment: EVENKEEL_MAX_REQUEST_BODY\)/);
    expect(stdout).toMatch(/logLevel +error +\(environment: EVENKEEL_LOG_LEVEL\)/);
    expect(stdout).toMatch(/tokenRefreshIntervalDays +4 days +\(file: .*settings\.json\)/);
  });

  it('P7: the .env.local of a folder sends no token elsewhere: the command stops and names what it would have done', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const file = join(stage.home, 'acc-a.json');
    await writeFile(file, upstream.addAccount({ id: 'acc-a' }).authFile());
    await stage.finish(['accounts', 'import', file, '--yes']);
    let visits = 0;
    const thief = createServer(() => void (visits += 1));
    thief.on('connect', () => void (visits += 1));
    thief.listen(0, '127.0.0.1');
    await once(thief, 'listening');
    const address = thief.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await writeFile(join(stage.home, '.env.local'), `EVENKEEL_UPSTREAM_PROXY=http://127.0.0.1:${port}\n`);
    for (const args of [['accounts', 'refresh', 'acc-a'], ['serve'], ['doctor']]) {
      const ended = await stage.finish(args);
      expect([ended.code, ended.stdout]).toEqual([1, '']);
      expect(ended.stderr).toMatch(/^evenkeel: EVENKEEL_UPSTREAM_PROXY stands in .*\.env\.local, .*Export it.*\n$/);
    }
    expect(visits).toBe(0);
    thief.close();
  });

  it('names in the environment that are no settings are said once, at the start, without their values', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const server = stage.run(['serve'], { EVENKEEL_PROT: 'canary-1', CODEX_LB_NO_SUCH_THING: 'canary-2' });
    await server.listening();
    expect(server.stderr()).toContain('Not settings of Evenkeel, and not read: EVENKEEL_PROT.');
    expect(server.stderr()).toContain('not read: CODEX_LB_NO_SUCH_THING.');
    expect(server.stderr()).not.toMatch(/canary|EVENKEEL_PORT|EVENKEEL_DATA_DIR/);
  });
});

describe('the other commands', () => {
  it('--version prints the version of the package', async () => {
    await using stage = await startCliStage();
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { version: string };
    expect(await stage.finish(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('accounts import and list, with a running server and without, see the same accounts', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const files = ['acc-a', 'acc-b'].map((id) => ({ path: join(stage.home, `${id}.json`), id }));
    for (const { path, id } of files) await writeFile(path, upstream.addAccount({ id }).authFile());
    const broken = join(stage.home, 'broken.json');
    await writeFile(broken, 'not json');
    const [a, b] = files.map(({ path }) => path);
    expect((await stage.finish(['accounts', 'list'])).stdout).toMatch(/No account has been added/);
    const offline = await stage.finish(['accounts', 'import', String(a), broken, '/no/such/file']);
    expect(offline.code).toBe(1);
    expect(offline.stdout).toMatch(/acc-a\.json: added acc-a@example\.test \(plus\)/);
    expect(offline.stderr).toMatch(/broken\.json: .*not JSON/);
    expect(offline.stderr).toMatch(/\/no\/such\/file: cannot be read/);
    const server = stage.run(['serve']);
    await server.listening();
    const online = await stage.finish(['accounts', 'import', String(b), String(a)]);
    expect([online.code, online.stderr]).toEqual([0, '']);
    expect(online.stdout).toMatch(/acc-b\.json: added[^]*acc-a\.json: updated/);
    const ids = async (): Promise<(string | null)[]> => {
      const { stdout } = await stage.finish(['accounts', 'list', '--json']);
      const { accounts } = JSON.parse(stdout) as { accounts: unknown[] };
      return accounts.map((one) => accountSummarySchema.parse(one).chatgptAccountId);
    };
    expect(await ids()).toEqual(['acc-a', 'acc-b']);
    server.kill('SIGTERM');
    await server.exited;
    expect(await ids()).toEqual(['acc-a', 'acc-b']);
  });

  it('doctor prints every setting with its source and masks what is secret', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const server = stage.run(['serve']);
    const origin = await server.listening();
    const { code, stdout } = await stage.finish(['doctor']);
    expect(code).toBe(0);
    for (const key of settingKeys)
      expect(stdout).toMatch(new RegExp(`^ *${key} .*\\((flag|environment|file|dashboard|default)`, 'm'));
    expect(stdout).toContain(`Evenkeel is running on ${origin}.`);
    expect(stdout).toMatch(/ok +The vault keeps what it is given: /);
    expect(stdout).toMatch(/vault +file +\(environment: EVENKEEL_VAULT\)/);
    const secret = await stage.finish(['doctor'], {
      EVENKEEL_UPSTREAM_BASE_URL: 'https://me:hunter2canary@example.test/x',
    });
    expect(secret.stdout + secret.stderr).not.toContain('hunter2canary');
  });

  it('a word that is no command, and an option that is none, exit 1 and show the help', async () => {
    await using stage = await startCliStage();
    for (const args of [['surf'], ['serve', '--fast'], ['accounts', 'import']]) {
      const ended = await stage.finish(args);
      expect([args, ended.code]).toEqual([args, 1]);
      expect(ended.stderr).toMatch(/Usage: evenkeel/);
    }
  });

  // Not defined where the system's Node is new enough, or nothing has been built: there is then nothing to see.
  it.each(oldNodes)('%s, too old, is told so before anything else is loaded', (node) => {
    const ended = spawnSync(node, [built, 'serve'], { encoding: 'utf8' });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/Evenkeel needs Node 22\.\d+ or newer; this is \d+/);
  });
});
