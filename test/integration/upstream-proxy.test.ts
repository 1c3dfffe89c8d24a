import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  upstreamProxySavedSchema,
  upstreamProxyTestSchema,
  upstreamProxyViewSchema,
} from '../../src-proxy/contract/upstream-proxy.ts';
import { openSealedFileVault } from '../../src-proxy/vault/sealed-file-vault.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import type { FakeProxy } from '../fakes/proxies/fake-proxy.ts';
import { startHttpProxy } from '../fakes/proxies/start-http-proxy.ts';
import { startSocks5Proxy } from '../fakes/proxies/start-socks5-proxy.ts';
import type { RecordedRequest } from '../fakes/upstream/recorded-request.ts';
import { ok, status } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';
import { signIn, startDevice } from './login-stage.ts';

const canary = 'canary-proxy-password';
const credentials = { username: 'me', password: canary };

const pathOf = (stage: Stage, id: string | null): string =>
  id === null ? '/api/upstream-proxy' : `/api/accounts/${stage.summary(id).accountId}/upstream-proxy`;

async function send(stage: Stage, method: string, path: string, body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return await stage.call(path, { method, headers, body: JSON.stringify(body) });
}

const put = (stage: Stage, id: string | null, body: unknown, query = ''): Promise<Answer> =>
  send(stage, 'PUT', `${pathOf(stage, id)}${query}`, body);

async function save(stage: Stage, id: string | null, address: string, more: object = {}): Promise<void> {
  const answer = await put(stage, id, { mode: 'proxy', address, ...more });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
}

/** For each request since `from`, who made it, and whether it came through the proxy. */
function ways(stage: Stage, proxy: FakeProxy, fits: (request: RecordedRequest) => boolean): unknown[] {
  return stage.upstream.requests
    .filter(fits)
    .map(({ accountId, remotePort }) => [accountId, proxy.calledFrom(remotePort)]);
}

const isTurn = ({ method, pathname }: RecordedRequest): boolean => method === 'POST' && pathname.endsWith('/responses');

describe.each([
  ['an http proxy', startHttpProxy],
  ['a socks5 proxy', startSocks5Proxy],
])("an account's own way through %s", (_name, start: typeof startHttpProxy) => {
  it('is taken by that account alone, for turns, usage, models, probes and refreshes', async () => {
    await using stage = await startStage();
    await using proxy = await start({ credentials });
    await save(stage, 'acc-a', proxy.address, credentials);
    const saved = stage.upstream.requests.length;
    const since = ({ index }: RecordedRequest): boolean => index > saved;
    await stage.set({ routingStrategy: 'round_robin' });
    for (let turn = 0; turn < 4; turn += 1) expect((await stage.turn()).status).toBe(200);
    for (const id of ['acc-a', 'acc-b']) {
      const { accountId } = stage.summary(id);
      await send(stage, 'POST', `/api/accounts/${accountId}/probe`, {});
      await send(stage, 'POST', `/api/accounts/${accountId}/refresh-usage`, {});
      stage.upstream.expireAccessTokens(stage.account(id));
      await send(stage, 'POST', `/api/accounts/${accountId}/refresh-usage`, {});
    }
    const seen = stage.upstream.requests.filter((request) => since(request) && request.accountId !== null);
    const kinds = new Set(seen.map(({ pathname }) => pathname));
    expect([...kinds].toSorted()).toEqual([
      '/backend-api/codex/models',
      '/backend-api/codex/responses',
      '/backend-api/wham/usage',
      '/oauth/token',
    ]);
    for (const request of seen) {
      const how = [request.pathname, request.accountId, proxy.calledFrom(request.remotePort)];
      expect(how).toEqual([request.pathname, request.accountId, request.accountId === 'acc-a']);
    }
    expect(new Set(seen.map(({ accountId }) => accountId)).size).toBe(2);
    expect(proxy.signInsRefused).toBe(0);
  });

  it('carries a megabyte as it is', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await using proxy = await start();
    await save(stage, 'acc-a', proxy.address);
    const words = Array.from({ length: 200 }, (_unused, index) => `${index}-${'x'.repeat(6000)}`).join(' ');
    stage.account('acc-a').script([ok(words)]);
    const answer = await stage.turn();
    const sent = stage.upstream.turns().at(-1)?.sentBytes ?? Buffer.alloc(0);
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(sent.length).toBeGreaterThan(1_000_000);
    expect(hash(answer.bytes)).toBe(hash(sent));
  });

  it('P2: that is dead fails closed: the account is not served another way, another account takes over', async () => {
    await using stage = await startStage();
    const proxy = await start();
    await save(stage, 'acc-a', proxy.address);
    await stage.turn();
    await proxy.die();
    const before = stage.upstream.requests.length;
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    const since = stage.upstream.requests.slice(before);
    expect(since.filter(({ accountId }) => accountId === 'acc-a')).toEqual([]);
    const account = stage.summary('acc-a');
    expect([account.status, account.lastError?.code]).toEqual(['active', 'proxy_unavailable']);
    expect(account.lastError?.message).toContain(proxy.address);
  });
});

describe('a dead proxy of the only account', () => {
  it('is what the client hears of, and a refresh fails closed as well', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const proxy = await startHttpProxy();
    await save(stage, 'acc-a', proxy.address);
    await proxy.die();
    const before = stage.upstream.requests.length;
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'proxy_unavailable']);
    const { accountId } = stage.summary('acc-a');
    await send(stage, 'POST', `/api/accounts/${accountId}/refresh-usage`, {});
    expect(stage.upstream.requests.length).toBe(before);
  });
});

describe('more accounts than may break behind one dead proxy', () => {
  it('P2: count as none that broke, because nothing was sent: the one that has another way serves', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c', 'acc-d'] });
    const proxy = await startHttpProxy();
    await save(stage, null, proxy.address);
    expect((await put(stage, 'acc-d', { mode: 'direct' })).status).toBe(200);
    await proxy.die();
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-d']);
    const [row] = await stage.requestLog();
    expect(row?.attempts.map(({ errorCode }) => errorCode)).toEqual([...Array(3).fill('proxy_unavailable'), null]);
  });
});

describe('an account that is removed', () => {
  it('takes no other way than its own for what still runs on it, and everybody’s once it signs in again', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    await using proxy = await startHttpProxy();
    await save(stage, 'acc-a', proxy.address);
    const fake = stage.account('acc-a');
    fake.script([status(500, {})]);
    const idle = clock.sleeping;
    const running = stage.turn();
    await clock.waitForSleepers(idle + 1);
    await stage.call(`/api/accounts/${stage.summary('acc-a').accountId}`, { method: 'DELETE' });
    await clock.advance(200);
    await running;
    expect(ways(stage, proxy, isTurn)).toEqual([['acc-a', true]]);
    await stage.importFiles(fake);
    expect((await stage.turn()).status).toBe(200);
    expect(ways(stage, proxy, isTurn).at(-1)).toEqual(['acc-a', false]);
  });
});

describe('the global way', () => {
  it('changes live, is taken by whoever has none of their own, and direct goes around it', async () => {
    await using stage = await startStage();
    await using proxy = await startHttpProxy();
    await stage.turn();
    await save(stage, null, proxy.address);
    await stage.turn();
    expect((await put(stage, 'acc-a', { mode: 'direct' })).status).toBe(200);
    await stage.turn();
    expect((await put(stage, 'acc-a', { mode: 'global' })).status).toBe(200);
    await stage.turn();
    expect((await put(stage, null, { mode: 'direct' })).status).toBe(200);
    await stage.turn();
    expect(ways(stage, proxy, isTurn)).toEqual([false, true, false, true, false].map((way) => ['acc-a', way]));
  });

  it('is not taken by an account whose own proxy is dead', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await using global = await startHttpProxy();
    const own = await startSocks5Proxy();
    await save(stage, null, global.address);
    await save(stage, 'acc-a', own.address);
    await own.die();
    const before = stage.upstream.requests.length;
    expect(errorOf(await stage.turn()).code).toBe('proxy_unavailable');
    expect(stage.upstream.requests.length).toBe(before);
  });

  it('comes from the environment with credentials, which are never shown', async () => {
    await using proxy = await startHttpProxy({ credentials });
    const address = proxy.address.replace('://', `://me:${canary}@`);
    await using stage = await startStage({ environment: { EVENKEEL_UPSTREAM_PROXY: address } });
    expect((await stage.turn()).status).toBe(200);
    expect(ways(stage, proxy, () => true).every((way) => Array.isArray(way) && way[1] === true)).toBe(true);
    const answers = [await stage.call('/api/settings'), await stage.call('/api/upstream-proxy')];
    for (const answer of answers) expect(answer.text).not.toContain(canary);
    expect(upstreamProxyViewSchema.parse(answers[1]?.json)).toEqual({
      mode: 'proxy',
      address: proxy.address,
      username: 'me',
      hasPassword: true,
    });
    expect(JSON.stringify(stage.log)).not.toContain(canary);
    const refused = await put(stage, null, { mode: 'direct' });
    expect([refused.status, errorOf(refused).code]).toEqual([409, 'setting_overridden']);
  });

  it('R1: does not take credentials as a setting, nor repeat them', async () => {
    await using stage = await startStage({ accounts: [] });
    for (const address of [`http://me:${canary}@127.0.0.1:1`, `ftp://me:${canary}@127.0.0.1:1`]) {
      const answer = await stage.set({ upstreamProxy: address });
      expect([answer.status, errorOf(answer).code]).toEqual([422, 'validation_error']);
      expect(answer.text).not.toContain(canary);
    }
  });
});

describe('signing in', () => {
  it('takes the global way for a new account and its own for one that signs in again', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'] });
    await using global = await startHttpProxy();
    await using own = await startSocks5Proxy();
    await save(stage, null, global.address);
    await save(stage, 'acc-a', own.address);
    const isExchange = (request: RecordedRequest): boolean => stage.upstream.exchanges().includes(request);
    stage.upstream.issuer.signsInAs = stage.account('acc-a');
    expect((await signIn(stage)).status).toBe('success');
    expect((await signIn(stage, { accountId: stage.summary('acc-a').accountId })).status).toBe('success');
    expect(ways(stage, global, isExchange).map((way) => Array.isArray(way) && way[1])).toEqual([true, false]);
    expect(ways(stage, own, isExchange).map((way) => Array.isArray(way) && way[1])).toEqual([false, true]);
  });

  it('by code takes it for every call', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['anna'], imports: false, clock });
    await using proxy = await startHttpProxy();
    await save(stage, null, proxy.address);
    const idle = clock.sleeping;
    const before = stage.upstream.requests.length;
    const started = await startDevice(stage);
    stage.upstream.issuer.approveDevice(started.userCode, stage.account('anna'));
    await clock.waitForSleepers(idle + 1);
    const exchanged = stage.upstream.waitForRequest((request) => stage.upstream.exchanges().includes(request));
    await clock.advance(5000);
    await exchanged;
    const calls = stage.upstream.requests.slice(before);
    expect(calls.length).toBeGreaterThanOrEqual(3);
    expect(calls.filter(({ remotePort }) => !proxy.calledFrom(remotePort))).toEqual([]);
  });
});

describe('saving a way', () => {
  it('is refused when the way does not work, and can be forced', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const proxy = await startHttpProxy();
    await proxy.die();
    const choice = { mode: 'proxy', address: proxy.address };
    const refused = await put(stage, 'acc-a', choice);
    expect([refused.status, errorOf(refused).code]).toEqual([422, 'upstream_proxy_failed']);
    const { test } = (refused.json as { error: { test: unknown } }).error;
    expect(upstreamProxyTestSchema.parse(test)).toMatchObject({ ok: false, failedAt: 'proxy' });
    expect(stage.summary('acc-a').upstreamProxy).toBeNull();
    expect((await stage.turn()).status).toBe(200);
    const forced = upstreamProxySavedSchema.parse((await put(stage, 'acc-a', choice, '?save_untested=true')).json);
    expect([forced.test, forced.account?.upstreamProxy]).toEqual([null, proxy.address]);
    expect((await stage.turn()).status).toBe(502);
  });

  it.each([
    ['socks4://127.0.0.1:1', 'upstream_proxy_unsupported'],
    ['ftp://127.0.0.1:1', 'upstream_proxy_unsupported'],
    ['127.0.0.1:1', 'validation_error'],
    ['http://169.254.169.254', 'validation_error'],
  ])('of the form %s is refused with a sentence, also untested', async (address, code) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await put(stage, 'acc-a', { mode: 'proxy', address }, '?save_untested=true');
    expect([answer.status, errorOf(answer).code]).toEqual([422, code]);
    const test = await send(stage, 'POST', `${pathOf(stage, 'acc-a')}/test`, { mode: 'proxy', address });
    expect(upstreamProxyTestSchema.parse(test.json)).toMatchObject({ ok: false, failedAt: 'address' });
  });

  it('tells the parts apart: proxy, sign-in, upstream', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await using locked = await startHttpProxy({ credentials });
    await using blind = await startHttpProxy({ answers: 502 });
    const test = async (choice: object) =>
      upstreamProxyTestSchema.parse((await send(stage, 'POST', `${pathOf(stage, 'acc-a')}/test`, choice)).json);
    expect(await test({ mode: 'proxy', address: locked.address })).toMatchObject({ failedAt: 'proxy_sign_in' });
    expect(await test({ mode: 'proxy', address: blind.address })).toMatchObject({ failedAt: 'upstream' });
    expect(await test({ mode: 'proxy', address: locked.address, ...credentials })).toMatchObject({ ok: true });
    expect(await test({ mode: 'direct' })).toMatchObject({ ok: true });
    expect(await test({ mode: 'global' })).toMatchObject({ ok: true });
    // Nothing of the account went along.
    const asked = stage.upstream.requests.filter(({ pathname }) => pathname === '/');
    expect(asked.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  it('404 for an account that is not there', async () => {
    await using stage = await startStage({ accounts: [] });
    for (const method of ['GET', 'PUT']) {
      const answer =
        method === 'GET'
          ? await stage.call('/api/accounts/nobody/upstream-proxy')
          : await send(stage, method, '/api/accounts/nobody/upstream-proxy', { mode: 'direct' });
      expect([answer.status, errorOf(answer).code]).toEqual([404, 'account_not_found']);
    }
  });
});

describe("a proxy's password", () => {
  async function filesHolding(stage: Stage, text: string): Promise<string[]> {
    const names = await readdir(stage.dataDir, { recursive: true, withFileTypes: true });
    const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
    const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    return files.filter((_file, index) => contents[index]?.includes(text));
  }

  it('R1: is moved out of the address into the vault, and is in no file, answer or log', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    await using proxy = await startHttpProxy({ credentials });
    const answer = await put(stage, 'acc-a', {
      mode: 'proxy',
      address: proxy.address.replace('://', `://me:${canary}@`),
    });
    expect(upstreamProxySavedSchema.parse(answer.json)).toMatchObject({
      view: { mode: 'proxy', address: proxy.address, username: 'me', hasPassword: true },
      account: { upstreamProxy: proxy.address },
    });
    await stage.turn();
    await proxy.die();
    const answers = [
      answer,
      await stage.turn(),
      await stage.call('/api/accounts'),
      await stage.call(pathOf(stage, 'acc-a')),
    ];
    expect(answers.map(({ text }) => text).join()).not.toContain(canary);
    expect(JSON.stringify(stage.log)).not.toContain(canary);
    expect(await filesHolding(stage, canary)).toEqual([]);
    expect((await filesHolding(stage, proxy.address)).length).toBeGreaterThan(0);
  });

  it('is there after a restart, stays when it is left out, and goes with the account', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    await using proxy = await startHttpProxy({ credentials });
    await save(stage, 'acc-a', proxy.address, credentials);
    await stage.restart();
    expect((await stage.turn()).status).toBe(200);
    await save(stage, 'acc-a', proxy.address);
    const { accountId } = stage.summary('acc-a');
    const kept = async (): Promise<string | null> =>
      await (await openSealedFileVault({ dataDir: stage.dataDir })).secrets.get(`proxy:${accountId}`);
    expect(await kept()).toContain(canary);
    await stage.call(`/api/accounts/${accountId}`, { method: 'DELETE' });
    expect(await kept()).toBeNull();
  });

  it('of the global proxy is erased when its address is changed as a setting', async () => {
    await using stage = await startStage({ accounts: [], vault: 'file' });
    await using proxy = await startHttpProxy({ credentials });
    await using other = await startHttpProxy();
    await save(stage, null, proxy.address, credentials);
    const kept = async (): Promise<string | null> =>
      await (await openSealedFileVault({ dataDir: stage.dataDir })).secrets.get('proxy:global');
    expect((await stage.set({ logLevel: 'debug' })).status).toBe(200);
    expect((await stage.set({ upstreamProxy: `${proxy.address}/` })).status).toBe(200);
    await stage.restart();
    expect(await kept()).toContain(canary);
    expect((await stage.set({ upstreamProxy: other.address })).status).toBe(200);
    await expect.poll(kept).toBeNull();
    await stage.set({ upstreamProxy: proxy.address });
    const view = upstreamProxyViewSchema.parse((await stage.call('/api/upstream-proxy')).json);
    expect(view).toEqual({ mode: 'proxy', address: proxy.address, username: null, hasPassword: false });
    await save(stage, null, proxy.address, credentials);
    expect(await kept()).toContain(canary);
  });

  it('is not sent to another proxy than it was given for', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await using mine = await startHttpProxy({ credentials });
    await using other = await startHttpProxy({ credentials });
    await save(stage, 'acc-a', mine.address, credentials);
    const answer = await put(stage, 'acc-a', { mode: 'proxy', address: other.address });
    expect([answer.status, other.signInsRefused]).toEqual([422, 1]);
  });
});
