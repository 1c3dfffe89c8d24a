import { writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { accountProbeSchema } from '../../src-proxy/contract/account-actions.ts';
import { accountSummarySchema } from '../../src-proxy/contract/account.ts';
import { openSealedFileVault } from '../../src-proxy/vault/sealed-file-vault.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { firstEventFailed, status, usageLimit } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startCliStage } from './cli-process.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { signIn } from './login-stage.ts';

const jsonHeaders = { 'content-type': 'application/json' };

function act(stage: Stage, id: string, action: string, method = 'POST', body?: unknown): Promise<Answer> {
  const path = `/api/accounts/${encodeURIComponent(stage.summary(id).accountId)}/${action}`;
  return stage.call(path, {
    method,
    ...(body === undefined ? {} : { headers: jsonHeaders, body: JSON.stringify(body) }),
  });
}

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

describe('PUT /api/accounts/{id}/alias', () => {
  it('names the account, trimmed, for good; null and nothing take the name away', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const named = await act(stage, 'acc-a', 'alias', 'PUT', { alias: '  Work ' });
    expect([named.status, accountSummarySchema.parse(named.json)]).toMatchObject([
      200,
      { alias: 'Work', displayName: 'Work' },
    ]);
    await stage.restart();
    expect(stage.summary('acc-a').alias).toBe('Work');
    for (const alias of [null, '', '   ']) {
      await act(stage, 'acc-a', 'alias', 'PUT', { alias: 'Work' });
      expect((await act(stage, 'acc-a', 'alias', 'PUT', { alias })).json).toMatchObject({ alias: null });
    }
    await act(stage, 'acc-a', 'alias', 'PUT', { alias: 'Mine' });
    await stage.importFiles(stage.account('acc-a'));
    expect(stage.summary('acc-a').alias).toBe('Mine');
  });

  it('refuses what is too long or of another shape, and an unknown account', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    expect((await act(stage, 'acc-a', 'alias', 'PUT', { alias: 'x'.repeat(80) })).status).toBe(200);
    for (const body of [{ alias: 'x'.repeat(81) }, { alias: 7 }, {}, { alias: 'a', more: 1 }])
      expect((await act(stage, 'acc-a', 'alias', 'PUT', body)).status).toBe(422);
    const unknown = await stage.call('/api/accounts/nobody/alias', {
      method: 'PUT',
      headers: jsonHeaders,
      body: '{"alias":"x"}',
    });
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, 'account_not_found']);
  });
});

describe('POST /api/accounts/{id}/refresh-usage', () => {
  it('asks the upstream now, also for a paused account', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await stage.engine.pauseAccount(stage.summary('acc-a').accountId);
    stage.account('acc-a').usage = usualUsageOf(33, 44);
    const answer = await act(stage, 'acc-a', 'refresh-usage');
    expect(answer.status).toBe(200);
    expect(accountSummarySchema.parse(answer.json)).toMatchObject({
      status: 'paused',
      usage: { primaryRemainingPercent: 67, secondaryRemainingPercent: 56 },
    });
  });

  it('says why it cannot: signed out, found signed out, unreachable', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    account.refreshFailure = 'refresh_token_invalidated';
    stage.upstream.expireAccessTokens(account);
    for (let time = 0; time < 2; time += 1) {
      const refused = await act(stage, 'acc-a', 'refresh-usage');
      expect([refused.status, errorOf(refused).code]).toEqual([409, 'account_not_askable']);
      expect(errorOf(refused).message).toMatch(/reauth required\. Sign in/);
    }
    await stage.importFiles(stage.upstream.addAccount({ id: 'acc-n' }));
    await stage.upstream.close();
    expect((await act(stage, 'acc-n', 'refresh-usage')).status).toBe(502);
    expect(stage.summary('acc-n').status).toBe('active');
  });
});

describe('POST /api/accounts/{id}/probe', () => {
  it('sends one tiny request on exactly that account, in our own name, and shows before and after', async () => {
    await using stage = await startStage();
    stage.account('acc-b').usage = usualUsageOf(21, 31);
    const answer = await act(stage, 'acc-b', 'probe', 'POST', {});
    expect(answer.status).toBe(200);
    expect(accountProbeSchema.parse(answer.json)).toEqual({
      status: 'probed',
      accountId: stage.summary('acc-b').accountId,
      probeStatusCode: 200,
      primaryUsedPercentBefore: 20,
      primaryUsedPercentAfter: 21,
      secondaryUsedPercentBefore: 30,
      secondaryUsedPercentAfter: 31,
      accountStatusBefore: 'active',
      accountStatusAfter: 'active',
    });
    const [turn, ...others] = stage.upstream.turns();
    expect(others).toEqual([]);
    expect(turn?.accountId).toBe('acc-b');
    expect(turn?.headers).toMatchObject({ 'user-agent': 'evenkeel/0.0.0-test', originator: 'evenkeel' });
    expect(turn?.json).toMatchObject({ model: 'gpt-fake-upstream', store: false, stream: true });
    expect(JSON.stringify(turn?.json)).toContain('Reply with OK only.');
    expect(await stage.requestLog()).toMatchObject([
      {
        requestKind: 'probe',
        status: 'success',
        accountId: stage.summary('acc-b').accountId,
        tokens: expect.any(Number),
      },
    ]);
    expect(stage.summary('acc-b').inFlight).toBe(0);
  });

  it('lifts a limit by its success, and leaves a pause alone', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([usageLimit({ resetsAt: inAnHour() })]);
    await stage.turn();
    expect(stage.summary('acc-a').status).toBe('rate_limited');
    expect((await act(stage, 'acc-a', 'probe')).json).toMatchObject({
      probeStatusCode: 200,
      accountStatusBefore: 'rate_limited',
      accountStatusAfter: 'active',
    });
    expect(stage.summary('acc-a').blockedUntil).toBeNull();
    await stage.engine.pauseAccount(stage.summary('acc-a').accountId);
    expect((await act(stage, 'acc-a', 'probe')).json).toMatchObject({
      probeStatusCode: 200,
      accountStatusBefore: 'paused',
      accountStatusAfter: 'paused',
    });
  });

  it.each([
    ['a limit', usageLimit({ resetsAt: inAnHour() }), 429, 'rate_limited'],
    ['a lost account', status(403, { error: { code: 'account_suspended', message: 'no' } }), 403, 'deactivated'],
    ['a failure as the first event', firstEventFailed('insufficient_quota'), null, 'quota_exceeded'],
  ] as const)('learns from %s', async (_name, step, code, after) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([step]);
    expect((await act(stage, 'acc-a', 'probe')).json).toMatchObject({
      probeStatusCode: code,
      accountStatusBefore: 'active',
      accountStatusAfter: after,
    });
    expect(await stage.requestLog()).toMatchObject([{ requestKind: 'probe', status: 'error' }]);
  });

  it('renews a token that is refused, once', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await act(stage, 'acc-a', 'probe')).json).toMatchObject({ probeStatusCode: 200 });
    expect(stage.upstream.refreshes()).toHaveLength(1);
  });

  it('is refused where only a sign-in helps', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([status(403, { error: { code: 'account_suspended', message: 'no' } })]);
    await stage.turn();
    const refused = await act(stage, 'acc-a', 'probe');
    expect([refused.status, errorOf(refused).code]).toEqual([409, 'account_not_probable']);
    expect(stage.upstream.turns()).toHaveLength(1);
  });

  it('with nobody there says so and punishes nobody', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await stage.upstream.close();
    expect((await act(stage, 'acc-a', 'probe')).json).toMatchObject({
      probeStatusCode: null,
      accountStatusAfter: 'active',
    });
    expect(stage.summary('acc-a').cooldownUntil).toBeNull();
  });
});

describe('removing an account while its tokens are renewed', () => {
  it('leaves nothing of it behind', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'], vault: 'file' });
    const account = stage.account('acc-a');
    account.refreshHold = createLatch();
    stage.upstream.expireAccessTokens(account);
    const { accountId } = stage.summary('acc-a');
    const turn = stage.turn();
    await stage.upstream.waitForRequest(({ pathname }) => pathname === '/oauth/token');
    await stage.engine.removeAccount(accountId, { history: true });
    account.refreshHold.open();
    await turn;
    await stage.restart();
    expect(stage.engine.snapshot().accounts.map(({ chatgptAccountId }) => chatgptAccountId)).toEqual(['acc-b']);
    const vault = await openSealedFileVault({ dataDir: stage.dataDir });
    expect(await vault.get(accountId)).toBeNull();
  });
});

describe('a pause', () => {
  it('holds through an import of newer tokens, also over a restart, and ends when its owner signs in again', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const fake = stage.account('acc-a');
    const { accountId } = stage.summary('acc-a');
    await stage.engine.pauseAccount(accountId);
    const [outcome] = await stage.engine.importAuthFiles([{ name: 'auth.json', content: fake.authFile() }]);
    expect(outcome).toMatchObject({ result: 'updated', account: { status: 'paused' } });
    await stage.restart();
    expect(stage.summary('acc-a')).toMatchObject({ status: 'paused', statusReason: expect.stringMatching(/^Paused/) });
    stage.upstream.issuer.signsInAs = fake;
    expect((await signIn(stage, { accountId })).status).toBe('success');
    expect(stage.summary('acc-a').status).toBe('active');
  });
});

describe('evenkeel accounts pause | resume | alias | refresh | probe | remove', () => {
  it('acts through a running engine, and by itself where none runs', async () => {
    await using upstream = await startFakeUpstream();
    const account = upstream.addAccount({ id: 'acc-a', email: 'a@example.test' });
    await using cli = await startCliStage({ upstream });

    await writeFile(`${cli.home}/auth.json`, account.authFile());
    expect((await cli.finish(['accounts', 'import', 'auth.json'])).code).toBe(0);

    const steps: [string[], RegExp][] = [
      [['alias', 'a@example.test', 'Work'], /^Work .* active/],
      [['pause', 'work'], /^Work .* paused/],
      [['probe', 'work'], /^Work: it serves \(HTTP 200\)\n {2}status: paused → paused/],
      [['resume', 'A@example.test'], /^Work .* active/],
      [['refresh', 'Work'], /^Work .*90% left/],
      [['alias', 'Work'], /^a@example\.test/],
    ];
    const runAll = async (): Promise<void> => {
      for (const [args, expected] of steps) {
        const { code, stdout, stderr } = await cli.finish(['accounts', ...args]);
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).toMatch(expected);
      }
    };
    await runAll();
    const running = cli.run(['serve']);
    await running.listening();
    await runAll();
    const nobody = await cli.finish(['accounts', 'pause', 'nobody']);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('There is no account "nobody"')]);
    expect(await cli.finish(['accounts', 'remove', 'a@example.test', '--history'])).toMatchObject({
      code: 0,
      stdout: 'a@example.test was removed, and its requests from the log.\n',
    });
    expect((await cli.finish(['accounts', 'list'])).stdout).toContain('No account has been added yet.');
  });
});
