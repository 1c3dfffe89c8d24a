import { describe, expect, it } from 'vitest';

import { openSealedFileVault } from '../../src-proxy/vault/sealed-file-vault.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { status } from '../fakes/upstream/steps.ts';
import { errorOf } from './http-client.ts';
import { startStage } from './harness.ts';

const dayMs = 86_400_000;

describe('401 from the upstream', () => {
  it('one refresh, then the same account again', async () => {
    await using stage = await startStage();
    const before = stage.account('acc-a').accessToken;
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await stage.turn()).status).toBe(200);
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.served()).toEqual([null, 'acc-a']);
    const tokens = stage.upstream.turns().map(({ headers }) => headers.authorization);
    expect(tokens).toEqual([`Bearer ${before}`, `Bearer ${stage.account('acc-a').accessToken}`]);
    expect(stage.summary('acc-a').status).toBe('active');
    expect(stage.upstream.refreshes()[0]?.json).toMatchObject({ grant_type: 'refresh_token' });
  });

  it.each(['refresh_token_expired', 'refresh_token_reused', 'refresh_token_invalidated'])(
    'a refresh that fails for good (%s): reauth_required with a sentence, and the next account answers',
    async (code) => {
      await using stage = await startStage();
      stage.account('acc-a').refreshFailure = code;
      stage.upstream.expireAccessTokens(stage.account('acc-a'));
      expect((await stage.turn()).status).toBe(200);
      expect(stage.served()).toEqual([null, 'acc-b']);
      expect(stage.summary('acc-a')).toMatchObject({
        status: 'reauth_required',
        deactivationReason: code,
        statusReason: expect.stringMatching(/[Ss]ign in/),
      });
      await stage.turn();
      expect(stage.upstream.refreshes()).toHaveLength(1);
      expect(stage.served().at(-1)).toBe('acc-b');
    },
  );

  it('a second 401 after the refresh: the next account, and the first one needs its owner', async () => {
    await using stage = await startStage();
    stage.account('acc-a').always(status(401, { error: { code: 'token_invalidated', message: 'ended' } }));
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b']);
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.summary('acc-a').status).toBe('reauth_required');
  });

  it('a sign-in service that is out of order costs the account nothing lasting', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_AUTH_BASE_URL: 'http://127.0.0.1:9' } });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual([null, 'acc-b']);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('importing its auth.json again brings a lost account back', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    account.refreshFailure = 'refresh_token_invalidated';
    stage.upstream.expireAccessTokens(account);
    const refused = await stage.turn();
    expect([refused.status, errorOf(refused).code]).toEqual([503, 'no_accounts']);
    account.refreshFailure = null;
    account.rotateTokens();
    await stage.importFiles(account);
    expect(stage.summary('acc-a').status).toBe('active');
    expect((await stage.turn()).status).toBe(200);
    expect(stage.engine.snapshot().accounts).toHaveLength(1);
  });
});

describe('F4: refresh is single-flight and the rotated token is persisted before use', () => {
  it('F4: 50 parallel 401s → exactly one refresh', async () => {
    const noCaps = { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '0', EVENKEEL_ACCOUNT_STREAM_LIMIT: '0' };
    await using stage = await startStage({ accounts: ['acc-a'], environment: noCaps });
    const account = stage.account('acc-a');
    account.refreshHold = createLatch();
    stage.upstream.expireAccessTokens(account);
    const answers = Promise.all(Array.from({ length: 50 }, () => stage.turn()));
    await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 50);
    account.refreshHold.open();
    expect(new Set((await answers).map(({ status: code }) => code))).toEqual(new Set([200]));
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.upstream.turns()).toHaveLength(100);
  });

  it('F4: when a refreshed token is first used, the sealed file holds it already', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const account = stage.account('acc-a');
    stage.upstream.expireAccessTokens(account);
    const { accountId } = stage.summary('acc-a');
    const reader = await openSealedFileVault({ dataDir: stage.dataDir });
    const inVault = stage.upstream
      .waitForRequest(({ pathname, accountId: bearer }) => pathname.endsWith('/responses') && bearer === 'acc-a')
      .then(() => reader.get(accountId));
    expect((await stage.turn()).status).toBe(200);
    expect(await inVault).toMatchObject({ accessToken: account.accessToken, refreshToken: account.refreshToken });
  });

  it('F4: what was refreshed is what the next start uses', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const account = stage.account('acc-a');
    stage.upstream.expireAccessTokens(account);
    await stage.turn();
    await stage.restart();
    expect((await stage.turn()).status).toBe(200);
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.upstream.turns().at(-1)?.headers.authorization).toBe(`Bearer ${account.accessToken}`);
  });
});

describe('an old token', () => {
  it('is refreshed before it is used, once it is older than tokenRefreshIntervalDays', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    clock.skip(7.9 * dayMs);
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(0);
    const before = stage.summary('acc-a').lastRefreshAt;
    clock.skip(0.2 * dayMs);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
    expect(stage.summary('acc-a').lastRefreshAt).not.toBe(before);
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(1);
  });

  it('tokenRefreshIntervalDays is live', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    clock.skip(2 * dayMs);
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(0);
    expect((await stage.set({ tokenRefreshIntervalDays: 1 })).status).toBe(200);
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(1);
  });
});
