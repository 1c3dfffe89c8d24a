import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { errorOf } from './http-client.ts';
import { startStage } from './harness.ts';
import { comeBack, post, signIn, startBrowser, statusOf, visit } from './login-stage.ts';

const oneAccount = { accounts: ['anna'], imports: false } as const;

describe('sign-in by browser', () => {
  it('adds the account, asks for its usage at once, and serves with it', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    expect(started).toMatchObject({ listening: true, problem: null });
    const asked = stage.nextEvent((event) => event.type === 'account' && event.account.usageRefreshedAt !== null);
    const page = await comeBack(await visit(started));
    expect(page.status).toBe(200);
    expect(page.text).toContain('anna@example.test');
    await asked;
    expect(await statusOf(stage, started.flowId)).toEqual({
      flowId: started.flowId,
      status: 'success',
      errorCode: null,
      errorMessage: null,
      accountId: stage.summary('anna').accountId,
      result: 'added',
    });
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['anna']);
  });

  it('the same account again is updated, never doubled', async () => {
    await using stage = await startStage({ accounts: ['anna'] });
    expect(await signIn(stage)).toMatchObject({ status: 'success', result: 'updated' });
    expect(stage.engine.snapshot().accounts).toHaveLength(1);
  });

  it('two seats of one workspace are two accounts', async () => {
    await using stage = await startStage({ accounts: [{ id: 'team', userId: 'user-1' }], imports: false });
    expect(await signIn(stage)).toMatchObject({ result: 'added' });
    stage.upstream.issuer.signsInAs = stage.upstream.addAccount({
      id: 'team',
      userId: 'user-2',
      email: 'b@example.test',
    });
    expect(await signIn(stage)).toMatchObject({ result: 'added' });
    expect(stage.engine.snapshot().accounts).toHaveLength(2);
  });

  it('consent denied: a sentence of its own, nothing exchanged', async () => {
    await using stage = await startStage(oneAccount);
    stage.upstream.issuer.consent = 'deny';
    expect(await signIn(stage)).toMatchObject({
      status: 'error',
      errorCode: 'access_denied',
      errorMessage: expect.stringContaining('declined'),
    });
    expect(stage.upstream.exchanges()).toHaveLength(0);
  });

  it.each([
    [400, { error: 'invalid_grant', error_description: 'Old.' }, 'invalid_grant', 'too old'],
    [403, { error: { code: 'a_code', message: 'Not from here.' } }, 'a_code', 'Not from here.'],
    [500, '<html>', 'http_500', 'out of order'],
    [200, { access_token: 'only this' }, 'invalid_response', 'no tokens'],
  ])('an issuer that answers the exchange with %i %j: %s', async (status, body, code, words) => {
    await using stage = await startStage(oneAccount);
    stage.upstream.issuer.exchangeAnswer = { status, body };
    expect(await signIn(stage)).toMatchObject({
      status: 'error',
      errorCode: code,
      errorMessage: expect.stringContaining(words),
    });
    expect(stage.upstream.exchanges()).toHaveLength(1);
    expect(stage.engine.snapshot().accounts).toEqual([]);
  });

  it('tokens that say nothing of their owner are not stored', async () => {
    await using stage = await startStage(oneAccount);
    stage.upstream.issuer.claims = {
      sub: null,
      email: null,
      'https://api.openai.com/auth': {},
      'https://api.openai.com/profile': {},
    };
    expect(await signIn(stage)).toMatchObject({ status: 'error', errorCode: 'identity_missing' });
  });

  it('nobody comes back within 15 minutes: expired, and a late answer is not taken', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ ...oneAccount, clock });
    const started = await startBrowser(stage);
    const back = await visit(started);
    await clock.advance(15 * 60_000);
    expect(await statusOf(stage, started.flowId)).toMatchObject({ status: 'expired', errorCode: 'login_expired' });
    await expect(comeBack(back)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const pasted = await post(stage, '/api/oauth/manual-callback', { callbackUrl: back.href });
    expect(errorOf(pasted)['code']).toBe('oauth_flow_expired');
    expect(stage.upstream.exchanges()).toHaveLength(0);
  });

  it('cancelled while the code is exchanged: nothing is stored, and the end stays', async () => {
    await using stage = await startStage(oneAccount);
    const hold = createLatch();
    stage.upstream.issuer.exchangeHold = hold;
    const started = await startBrowser(stage);
    const page = comeBack(await visit(started));
    await stage.upstream.waitForRequest(({ pathname }) => pathname === '/oauth/token');
    await post(stage, '/api/oauth/cancel', { flowId: started.flowId });
    hold.open();
    expect((await page).text).toContain('The sign-in was cancelled.');
    expect(await statusOf(stage, started.flowId)).toMatchObject({ status: 'cancelled' });
    expect(stage.engine.snapshot().accounts).toEqual([]);
  });

  it('sixteen ended sign-ins are remembered, older ones are not', async () => {
    await using stage = await startStage(oneAccount);
    const ids: string[] = [];
    for (let count = 0; count < 17; count += 1) {
      const { flowId } = await startBrowser(stage);
      await post(stage, '/api/oauth/cancel', { flowId });
      ids.push(flowId);
    }
    expect(errorOf(await stage.call(`/api/oauth/status?flowId=${ids[0]}`))['code']).toBe('oauth_flow_not_found');
    const complete = await post(stage, '/api/oauth/complete', { flowId: ids[1] });
    expect(complete.json).toMatchObject({ status: 'cancelled' });
  });
});

describe('signing in to one account again', () => {
  it('takes the same seat', async () => {
    await using stage = await startStage({ accounts: ['anna'] });
    const { accountId } = stage.summary('anna');
    expect(await signIn(stage, { accountId })).toMatchObject({ status: 'success', result: 'updated', accountId });
  });

  it.each([
    ['another account', { id: 'bert' }],
    ['another seat of it', { id: 'anna', userId: 'user-other' }],
  ])('%s is refused and nothing is written', async (_name, other) => {
    await using stage = await startStage({ accounts: ['anna'] });
    const before = stage.engine.snapshot().accounts;
    stage.upstream.issuer.signsInAs = stage.upstream.addAccount({ email: 'other@example.test', ...other });
    expect(await signIn(stage, { accountId: stage.summary('anna').accountId })).toMatchObject({
      status: 'error',
      errorCode: 'account_mismatch',
      errorMessage: 'The account you signed in as is not the one being re-authenticated. Nothing was changed.',
    });
    expect(stage.engine.snapshot().accounts).toEqual(before);
  });

  it('an account that is not there is refused at once', async () => {
    await using stage = await startStage(oneAccount);
    const answer = await post(stage, '/api/oauth/start', { accountId: 'nobody' });
    expect(answer.status).toBe(404);
    expect(errorOf(answer)['code']).toBe('account_not_found');
  });
});
