import { existsSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import { oauthStartedSchema } from '../../src-proxy/contract/oauth.ts';
import { openStore } from '../../src-proxy/storage/open-store.ts';
import { silentLogger } from '../../src-proxy/storage/records.fixture.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage, type CliProcess, type CliStage } from './cli-process.ts';
import { startStage, turnBody } from './harness.ts';
import { call, errorOf } from './http-client.ts';
import { startLossyAuth } from './lossy-auth.ts';
import { createShiftedClock } from './shifted-clock.ts';

async function importInto(stage: CliStage, account: FakeAccount): Promise<void> {
  const file = join(stage.home, `${account.id}.json`);
  await writeFile(file, account.authFile());
  expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
}

const turn = (origin: string) =>
  call(origin, '/backend-api/codex/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: turnBody(),
  });

async function accountsAt(origin: string): Promise<AccountSummary[]> {
  return ((await call(origin, '/api/accounts')).json as { accounts: AccountSummary[] }).accounts;
}

async function kill(server: CliProcess): Promise<void> {
  server.kill('SIGKILL');
  await server.exited;
}

/** As if the refresh had been cut off so much earlier; nobody may have the folder open. */
async function ageMarks(dataDir: string, byMs: number): Promise<void> {
  const store = await openStore({ dataDir, logger: silentLogger, nowMs: () => Date.now() });
  for (const record of store.initial.accounts) {
    const mark = record.refreshMark;
    if (mark) await store.saveAccount({ ...record, refreshMark: { ...mark, startedAtMs: mark.startedAtMs - byMs } });
  }
  await store.close();
}

const spentTokens = (upstream: FakeUpstream): unknown[] =>
  upstream.refreshes().map(({ json }) => (json as { refresh_token?: unknown }).refresh_token);

describe('F4: one refresher for a data folder', () => {
  it('a second engine refuses, names the first and refreshes nothing; after kill -9 of the first the next one works', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const first = stage.run(['serve']);
    const origin = await first.listening();
    const account = upstream.addAccount({ id: 'acc-a' });
    const { refreshToken } = account;
    await importInto(stage, account);
    upstream.expireAccessTokens(account);

    const second = await stage.finish(['serve']);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Another Evenkeel is running with the data folder');
    expect(second.stderr).toContain(`It answers at ${origin}.`);
    expect(upstream.refreshes()).toHaveLength(0);

    await kill(first);
    const next = await stage.run(['serve']).listening();
    expect((await turn(next)).status).toBe(200);
    expect((await turn(next)).status).toBe(200);
    expect(spentTokens(upstream)).toEqual([refreshToken]);
  }, 60_000);
});

describe('F4: kill -9 while a refresh is with the sign-in service', () => {
  it('that has spent the token and not answered: the next start waits, then says that the answer was lost', async () => {
    await using upstream = await startFakeUpstream();
    await using auth = await startLossyAuth();
    auth.target = upstream.authBaseUrl;
    await using stage = await startCliStage({ upstream: { baseUrl: upstream.baseUrl, authBaseUrl: auth.origin } });
    let server = stage.run(['serve']);
    let origin = await server.listening();
    const account = upstream.addAccount({ id: 'acc-a' });
    await importInto(stage, account);
    upstream.expireAccessTokens(account);
    auth.holdsAnswers = createLatch();
    const cut = turn(origin).catch((error: NodeJS.ErrnoException) => error.code);
    await (
      await upstream.waitForRequest(({ pathname }) => pathname === '/oauth/token')
    ).ended;
    await kill(server);
    expect(await cut).toBe('ECONNRESET');
    auth.holdsAnswers.open();
    auth.holdsAnswers = null;

    server = stage.run(['serve']);
    origin = await server.listening();
    expect(errorOf(await turn(origin)).message).toContain('The answer to a renewal of this sign-in was lost');
    expect(await accountsAt(origin)).toMatchObject([
      { status: 'active', lastError: { message: expect.stringContaining('in the middle of renewing this sign-in') } },
    ]);
    expect(auth.asked).toBe(1);

    await kill(server);
    await ageMarks(stage.dataDir, 60_000);
    origin = await stage.run(['serve']).listening();
    expect(errorOf(await turn(origin)).code).toBe('no_accounts');
    expect(await accountsAt(origin)).toMatchObject([
      {
        status: 'reauth_required',
        deactivationReason: 'refresh_answer_lost',
        statusReason: expect.stringMatching(/answer .* was lost/),
      },
    ]);
    expect(auth.asked).toBe(2);
  }, 60_000);

  it('that has spent nothing: the account works again once the rest is over', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    let server = stage.run(['serve']);
    let origin = await server.listening();
    const account = upstream.addAccount({ id: 'acc-a' });
    await importInto(stage, account);
    account.refreshHold = createLatch();
    upstream.expireAccessTokens(account);
    const cut = turn(origin).catch((error: NodeJS.ErrnoException) => error.code);
    const refresh = await upstream.waitForRequest(({ pathname }) => pathname === '/oauth/token');
    // The fake answers a refresh also when its client has gone; refused, it spends nothing.
    account.refreshFailure = 'refresh_token_invalidated';
    await kill(server);
    await refresh.ended;
    expect(await cut).toBe('ECONNRESET');
    account.refreshFailure = null;
    account.refreshHold = null;

    server = stage.run(['serve']);
    origin = await server.listening();
    expect((await turn(origin)).status).toBe(503);
    await kill(server);
    await ageMarks(stage.dataDir, 60_000);
    origin = await stage.run(['serve']).listening();
    expect((await turn(origin)).status).toBe(200);
    expect(upstream.refreshes()).toHaveLength(2);
  }, 60_000);
});

describe('F4: renewed tokens that the vault did not take', () => {
  it('are stored when the engine stops and the vault is there again: the spent refresh token is sent once', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const [vault, away] = [join(stage.dataDir, 'vault'), join(stage.home, 'vault-away')];
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    await rename(vault, away);
    expect((await stage.turn()).status).toBe(503);
    expect(stage.upstream.refreshes()).toHaveLength(1);
    await rename(away, vault);
    await stage.restart();
    expect((await stage.turn()).status).toBe(200);
    expect(stage.upstream.refreshes()).toHaveLength(1);
  });

  it('are lost with the engine where the vault stays away, and both the log and the next start say so', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file', clock });
    const [vault, away] = [join(stage.dataDir, 'vault'), join(stage.home, 'vault-away')];
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    await rename(vault, away);
    await stage.turn();
    await stage.engine.stop();
    expect(stage.log.filter(({ level }) => level === 'error').at(-1)).toMatchObject({
      message: expect.stringContaining('it will need a new sign-in'),
      data: { account: 'acc-a@example.test' },
    });
    await rename(away, vault);
    await stage.restart();
    clock.skip(61_000);
    await stage.turn();
    expect(stage.summary('acc-a')).toMatchObject({
      status: 'reauth_required',
      deactivationReason: 'refresh_answer_lost',
    });
  });
});

describe('kill -9 while a sign-in is with the sign-in service', () => {
  it.each([
    ['has the code and has not answered', 'before'],
    ['has answered and the answer is on its way', 'after'],
  ] as const)(
    'that %s: nothing is there, and signing in again works',
    async (_title, when) => {
      await using upstream = await startFakeUpstream();
      await using auth = await startLossyAuth();
      auth.target = upstream.authBaseUrl;
      await using stage = await startCliStage({ upstream: { baseUrl: upstream.baseUrl, authBaseUrl: auth.origin } });
      const account = upstream.addAccount({ id: 'acc-a' });
      const server = stage.run(['serve']);
      const hold = createLatch();
      if (when === 'before') upstream.issuer.exchangeHold = hold;
      else auth.holdsAnswers = hold;
      const cut = comeBackTo(await server.listening(), upstream).then(
        () => 'answered',
        () => 'cut',
      );
      const exchange = await upstream.waitForRequest(({ pathname }) => pathname === '/oauth/token');
      if (when === 'after') await exchange.ended;
      await kill(server);
      hold.open();
      expect(await cut).toBe('cut');
      upstream.issuer.exchangeHold = null;
      auth.holdsAnswers = null;

      const origin = await stage.run(['serve']).listening();
      expect(await accountsAt(origin)).toEqual([]);
      const vault = join(stage.dataDir, 'vault');
      expect(existsSync(vault) ? readdirSync(vault).filter((name) => name.endsWith('.sealed')) : []).toEqual([]);
      expect(await comeBackTo(origin, upstream)).toBe(200);
      expect(await accountsAt(origin)).toMatchObject([{ chatgptAccountId: account.id, status: 'active' }]);
    },
    60_000,
  );
});

/** A person signs in and says yes; resolves with the status of the page that the browser comes back to. */
async function comeBackTo(origin: string, upstream: FakeUpstream): Promise<number> {
  const started = oauthStartedSchema.parse(
    (
      await call(origin, '/api/oauth/start', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ forceMethod: 'browser' }),
      })
    ).json,
  );
  if (started.method !== 'browser') throw new Error('This is no sign-in by browser.');
  const { pathname, search } = new URL(started.authorizationUrl);
  const consent = await call(upstream.authBaseUrl, `${pathname}${search}`);
  const back = new URL(String(consent.headers.location));
  return (await call(back.origin, `${back.pathname}${back.search}`)).status;
}
