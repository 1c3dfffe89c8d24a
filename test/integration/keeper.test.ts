import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { burst429 } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { createJumpingClock } from './jumping-clock.ts';
import { startLossyAuth, type LossyAuth } from './lossy-auth.ts';
import { createShiftedClock } from './shifted-clock.ts';

const hourMs = 3_600_000;

describe('sign-ins that nobody uses', () => {
  it('are renewed after 12 h, also those of a paused account, and not those that are lost', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c'], clock });
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    stage.account('acc-c').refreshFailure = 'refresh_token_invalidated';
    stage.upstream.expireAccessTokens(stage.account('acc-c'));
    await stage.engine.pauseAccount(stage.summary('acc-a').accountId);
    await stage.turn();
    expect(stage.summary('acc-c').status).toBe('reauth_required');
    await stage.engine.reactivateAccount(stage.summary('acc-a').accountId);
    const before = stage.upstream.refreshes().length;
    await clock.advance(11 * hourMs);
    expect(stage.upstream.refreshes()).toHaveLength(before);
    await clock.advance(2 * hourMs);
    // Whose a refresh is shows once its body is in, which is after the request is seen.
    await expect
      .poll(() => new Set(stage.upstream.refreshes().map(({ accountId }) => accountId)))
      .toEqual(new Set(['acc-c', 'acc-a', 'acc-b']));
    expect(stage.upstream.refreshes()).toHaveLength(before + 2);
    expect(stage.summary('acc-b').status).toBe('paused');
  });

  it('are not renewed beside a refresh that runs', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    const account = stage.account('acc-a');
    account.refreshHold = createLatch();
    stage.upstream.expireAccessTokens(account);
    const turn = stage.turn();
    await stage.upstream.waitForRequest(() => stage.upstream.refreshes().length === 1);
    await clock.advance(13 * hourMs);
    account.refreshHold.open();
    expect((await turn).status).toBe(200);
    expect(stage.upstream.refreshes()).toHaveLength(1);
  });

  it('that are found lost while their account is paused: the pause holds, and resuming says what is needed', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    const { accountId } = stage.summary('acc-a');
    await stage.engine.pauseAccount(accountId);
    stage.account('acc-a').refreshFailure = 'refresh_token_invalidated';
    const noted = stage.nextEvent((event) => event.type === 'account' && event.account.deactivationReason !== null);
    await clock.advance(13 * hourMs);
    await noted;
    expect(stage.summary('acc-a')).toMatchObject({
      status: 'paused',
      statusReason: 'Paused by you. Meanwhile: The sign-in was revoked. Sign in to this account again.',
    });
    await clock.advance(24 * hourMs);
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect((await stage.engine.reactivateAccount(accountId)).status).toBe('reauth_required');
  });
});

describe('a refresh whose answer was lost', () => {
  async function startLossy(
    clock = createShiftedClock(),
  ): Promise<{ stage: Stage; auth: LossyAuth } & AsyncDisposable> {
    const auth = await startLossyAuth();
    const stage = await startStage({
      accounts: ['acc-a', 'acc-b'],
      clock,
      environment: { EVENKEEL_AUTH_BASE_URL: auth.origin },
    });
    auth.target = stage.upstream.authBaseUrl;
    return {
      stage,
      auth,
      async [Symbol.asyncDispose]() {
        await stage[Symbol.asyncDispose]();
        await auth[Symbol.asyncDispose]();
      },
    };
  }

  it('is not sent again by every request, and the account stays in service with the token that it has', async () => {
    const clock = createShiftedClock();
    await using lossy = await startLossy(clock);
    const { stage, auth } = lossy;
    auth.losesAnswers = true;
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    clock.skip(9 * 24 * hourMs);
    for (let turn = 0; turn < 3; turn += 1) expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-a']);
    expect(auth.asked).toBe(1);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('is tried once more after a minute; a token that was spent by it asks for a sign-in and says why', async () => {
    const clock = createShiftedClock();
    await using lossy = await startLossy(clock);
    const { stage, auth } = lossy;
    auth.losesAnswers = true;
    const old = stage.account('acc-a').refreshToken;
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    for (let turn = 0; turn < 3; turn += 1) expect((await stage.turn()).status).toBe(200);
    expect(auth.asked).toBe(1);
    expect(stage.account('acc-a').refreshToken).not.toBe(old);
    auth.losesAnswers = false;
    clock.skip(59_000);
    await stage.turn();
    expect(auth.asked).toBe(1);
    expect(stage.summary('acc-a').status).toBe('active');
    clock.skip(2000);
    expect((await stage.turn()).status).toBe(200);
    expect(auth.asked).toBe(2);
    expect(stage.summary('acc-a')).toMatchObject({
      status: 'reauth_required',
      deactivationReason: 'refresh_answer_lost',
      statusReason: expect.stringMatching(/answer .* was lost.*Sign in/),
    });
  });

  it('that had not been spent goes well the second time', async () => {
    const clock = createShiftedClock();
    await using lossy = await startLossy(clock);
    const { stage, auth } = lossy;
    // Nobody behind it: the connection is cut after the request, and no token was spent.
    auth.target = 'http://127.0.0.1:9';
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    await stage.turn();
    expect([auth.asked, stage.upstream.refreshes().length]).toEqual([1, 0]);
    auth.target = stage.upstream.authBaseUrl;
    clock.skip(61_000);
    await stage.turn();
    expect(stage.served().at(-1)).toBe('acc-a');
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('is another matter than one that never left: that may be tried at once and punishes nobody', async () => {
    await using stage = await startStage({
      accounts: ['acc-a', 'acc-b'],
      environment: { EVENKEEL_AUTH_BASE_URL: 'http://127.0.0.1:9' },
    });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    for (let turn = 0; turn < 4; turn += 1) expect((await stage.turn()).status).toBe(200);
    expect(stage.log.filter(({ message }) => message === 'Tokens could not be renewed')).toHaveLength(4);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
  });
});

describe('a jump of the clock', () => {
  const usageRequests = (stage: Stage): number =>
    stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/wham/usage')).length;

  it('asks every account for its usage at once', async () => {
    const clock = createJumpingClock();
    await using stage = await startStage({ clock, environment: { EVENKEEL_USAGE_REFRESH_INTERVAL: '3600' } });
    expect(usageRequests(stage)).toBe(2);
    await clock.manual.waitForSleepers(2);
    clock.jump(30_000);
    await clock.manual.advance(60_000);
    expect(stage.log.filter(({ message }) => message.startsWith('The clock jumped'))).toHaveLength(0);
    await clock.manual.waitForSleepers(2);
    clock.jump(600_000);
    await clock.manual.advance(60_000);
    await stage.upstream.waitForRequest(() => usageRequests(stage) === 4);
    expect(stage.log.filter(({ message }) => message.startsWith('The clock jumped'))).toHaveLength(1);
    for (const id of ['acc-a', 'acc-b']) expect(stage.summary(id).status).toBe('active');
  });

  it('that is no jump but a wrong time is said once, and punishes nobody', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    clock.skip(600_000);
    const path = `/api/accounts/${encodeURIComponent(stage.summary('acc-a').accountId)}/refresh-usage`;
    for (let time = 0; time < 2; time += 1) expect((await stage.call(path, { method: 'POST' })).status).toBe(200);
    const warnings = stage.log.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warnings).toEqual(["The clock of this machine is 10 minutes ahead of the upstream's. Set it right."]);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
  });

  it('backwards does not make a rest of seconds one of hours', async () => {
    const clock = createJumpingClock();
    await using stage = await startStage({ clock });
    stage.account('acc-a').script([burst429(50)]);
    await stage.turn();
    await clock.manual.waitForSleepers(2);
    clock.jump(-3 * hourMs);
    const left = (): number => Date.parse(stage.summary('acc-a').cooldownUntil ?? '') - clock.nowMs();
    expect(left()).toBeGreaterThan(hourMs);
    await clock.manual.advance(5000);
    expect(left()).toBeLessThanOrEqual(60_000);
  });
});
