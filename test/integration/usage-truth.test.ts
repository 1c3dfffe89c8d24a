import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { events, status, usageLimit } from '../fakes/upstream/steps.ts';
import { usualUsageOf, type AccountUsage } from '../fakes/upstream/usage-payload.ts';
import { errorOf, open, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

function refreshUsage(stage: Stage, id = 'acc-a'): Promise<Answer> {
  const path = `/api/accounts/${encodeURIComponent(stage.summary(id).accountId)}/refresh-usage`;
  return stage.call(path, { method: 'POST' });
}

const questions = (stage: Stage): number =>
  stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/wham/usage')).length;

/** Lets what was just said reach the loop, then gives it time for everybody. */
async function soon(clock: ManualClock): Promise<void> {
  await clock.advance(0);
  await clock.advance(1000);
}

/** The questions so far, once there are that many, and their answers are in the book. */
async function asked(stage: Stage, count: number): Promise<void> {
  const last = await stage.upstream.waitForRequest(() => questions(stage) >= count);
  await last.ended;
}

/** Resolves once what every account shows is from then or later. */
function shown(stage: Stage, sinceMs: number): Promise<void> {
  const isThere = (): boolean =>
    stage.engine.snapshot().accounts.every(({ usageRefreshedAt }) => Date.parse(usageRefreshedAt ?? '') >= sinceMs);
  return new Promise((resolve) => {
    const stop = stage.engine.subscribe(() => {
      if (!isThere()) return;
      stop();
      resolve();
    });
    if (!isThere()) return;
    stop();
    resolve();
  });
}

const hourly = { EVENKEEL_USAGE_REFRESH_INTERVAL: '3600' };

function withReset(inSeconds: number): AccountUsage {
  const usual = usualUsageOf(50, 20);
  const resetAt = Math.floor(Date.now() / 1000) + inSeconds;
  return { ...usual, primary: usual.primary && { ...usual.primary, resetAt } };
}

describe('usage is asked (weakness 5)', () => {
  it('at once when the time of a reset has passed', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({
      accounts: [{ id: 'acc-a', usage: withReset(100) }, 'acc-b'],
      clock,
      environment: hourly,
    });
    stage.account('acc-a').usage = usualUsageOf(0, 21);
    await clock.advance(90_000);
    expect(questions(stage)).toBe(2);
    await clock.advance(15_000);
    await asked(stage, 3);
    expect(stage.upstream.requests.at(-1)?.accountId).toBe('acc-a');
  });

  it('when a person looks and what is shown is older than 20 s, at most once in 20 s', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock, environment: hourly });
    await clock.advance(19_000);
    stage.engine.personLooks();
    await soon(clock);
    expect(questions(stage)).toBe(2);
    await clock.advance(20_000);
    const openedAtMs = clock.nowMs();
    const stream = await open(stage.origin, '/api/events');
    await soon(clock);
    await shown(stage, openedAtMs);
    expect(questions(stage)).toBe(4);
    stream.destroy();
    stage.engine.personLooks();
    await soon(clock);
    expect(questions(stage)).toBe(4);
    await clock.advance(22_000);
    stage.engine.personLooks();
    await soon(clock);
    await asked(stage, 6);
  });

  it('not because somebody looks, where its owner wants it to be asked only when an account is added', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock });
    await clock.advance(60_000);
    stage.engine.personLooks();
    await clock.advance(60_000);
    expect(questions(stage)).toBe(2);
  });

  it('of everybody when the machine wakes', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock, environment: hourly });
    await clock.advance(1000);
    stage.engine.noteWake();
    await soon(clock);
    await asked(stage, 4);
    const last = stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/wham/usage')).slice(-2);
    expect(new Set(last.map(({ accountId }) => accountId))).toEqual(new Set(['acc-a', 'acc-b']));
  });
});

describe('a question about usage that fails (2.6, 2.8)', () => {
  it.each([
    ['402', 402, { detail: 'Payment required' }, 'usage_not_paid'],
    ['404', 404, { detail: 'Not found' }, 'usage_not_found'],
    ['a permanent code', 403, { error: { code: 'account_suspended', message: 'no' } }, 'account_suspended'],
    ['the sentence', 400, { detail: 'This account has been deactivated.' }, 'account_deactivated'],
  ])('by %s ends the account, with a reason', async (_title, code, body, reason) => {
    await using stage = await startStage();
    stage.account('acc-a').usageRefusals = [{ status: code, body }];
    expect((await refreshUsage(stage)).status).toBe(409);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'deactivated', deactivationReason: reason });
    expect(stage.summary('acc-a').statusReason).toMatch(/\.$/);
    expect(stage.summary('acc-a').lastError?.statusCode).toBe(code);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-b']);
  });

  it.each([
    ['403', 403, { detail: 'Forbidden' }],
    ['a page with 404', 404, '<html>gone</html>'],
  ])('by %s leaves the account in service', async (_title, code, body) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').usageRefusals = [{ status: code, body }];
    expect((await refreshUsage(stage)).status).toBe(409);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('by 401 is asked again with a renewed token, once; then it rests for 300 s', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({
      accounts: ['acc-a'],
      clock,
      environment: { EVENKEEL_USAGE_REFRESH_INTERVAL: '60' },
    });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await refreshUsage(stage)).status).toBe(200);
    expect([stage.upstream.refreshes().length, questions(stage)]).toEqual([1, 3]);
    const refused = { status: 401, body: { detail: 'no' } };
    stage.account('acc-a').usageRefusals = [refused, refused];
    expect((await refreshUsage(stage)).status).toBe(409);
    expect([stage.upstream.refreshes().length, questions(stage)]).toEqual([2, 5]);
    await clock.advance(299_000);
    expect(questions(stage)).toBe(5);
    await clock.advance(10_000);
    await asked(stage, 6);
  });

  it.each([408, 429, 500, 502, 503, 504])('by %i is tried twice more, after 0.5 s and 1 s', async (code) => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    await clock.waitForSleepers(2);
    const refused = { status: code, body: { detail: 'Try again.' } };
    stage.account('acc-a').usageRefusals = [refused, refused];
    const answer = refreshUsage(stage);
    for (const waitMs of [500, 1000]) {
      await clock.waitForSleepers(3);
      await clock.advance(waitMs);
    }
    expect((await answer).status).toBe(200);
    expect(questions(stage)).toBe(4);
  });
});

describe('what a usage report says (2.8)', () => {
  it('a plan: a change is taken at once and the plan before it kept; from paid to free only when it is said twice', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    account.plan = 'Pro';
    const told = stage.nextEvent((event) => event.type === 'account' && event.account.planType === 'pro');
    await refreshUsage(stage);
    await told;
    expect(stage.summary('acc-a')).toMatchObject({ previousPlanType: 'plus', planChangedAt: expect.any(String) });
    expect(stage.log.map(({ message }) => message)).toContain('An account changed its plan');
    account.plan = 'free';
    await refreshUsage(stage);
    expect(stage.summary('acc-a').planType).toBe('pro');
    account.plan = 'pro';
    await refreshUsage(stage);
    account.plan = 'free';
    await refreshUsage(stage);
    expect(stage.summary('acc-a').planType).toBe('pro');
    await refreshUsage(stage);
    expect(stage.summary('acc-a')).toMatchObject({ planType: 'free', previousPlanType: 'pro' });
  });

  it('a workspace: a report of another one is left aside', async () => {
    await using stage = await startStage({ accounts: [{ id: 'acc-a', workspaceId: 'ws-1' }] });
    const account = stage.account('acc-a');
    account.reportedWorkspaceId = 'ws-2';
    account.usage = usualUsageOf(77, 88);
    account.plan = 'pro';
    const refused = await refreshUsage(stage);
    expect([refused.status, errorOf(refused).message]).toEqual([502, expect.stringContaining('another workspace')]);
    expect(stage.summary('acc-a')).toMatchObject({ planType: 'plus', usage: { primaryRemainingPercent: 90 } });
    expect(stage.summary('acc-a').lastError?.code).toBe('workspace_mismatch');
    account.reportedWorkspaceId = 'ws-1';
    expect((await refreshUsage(stage)).status).toBe(200);
    expect(stage.summary('acc-a')).toMatchObject({ planType: 'pro', usage: { primaryRemainingPercent: 23 } });
  });

  it('further limits and the number of resets; a window that is not named any more has gone', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    const week = usualUsageOf(1, 60).secondary;
    account.resets.offer('one', 'two');
    account.usage = { primary: week, secondary: null, ...(week && { additional: { bengalfox: week } }) };
    await refreshUsage(stage);
    expect(stage.summary('acc-a')).toMatchObject({
      usage: { primaryRemainingPercent: null, secondaryRemainingPercent: 40 },
      availableResetCredits: 2,
      resetCreditNearestExpiresAt: '2099-01-01T00:00:00.000Z',
      additionalQuotas: [{ limitName: 'bengalfox', primary: null, secondary: { usedPercent: 60 } }],
    });
  });
});

describe('an account that is removed while its usage is asked', () => {
  it('is gone: nobody hears of it again', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    account.usageHold = createLatch();
    account.plan = 'pro';
    const answer = refreshUsage(stage);
    await stage.upstream.waitForRequest(() => questions(stage) === 2);
    const { accountId } = stage.summary('acc-a');
    const heard: string[] = [];
    stage.engine.subscribe((event) => {
      if (event.type === 'account') heard.push(event.account.accountId);
    });
    await stage.engine.removeAccount(accountId, { history: true });
    account.usageHold.open();
    await answer;
    // Events of accounts are held back for a moment; those of this one come behind any of the other.
    await stage.importFiles(stage.upstream.addAccount({ id: 'acc-n' }));
    expect(heard).not.toContain(accountId);
  });
});

describe('what answers say of usage on their side', () => {
  it('counts at once: headers, those of a 429 and of further limits too, and codex.rate_limits events', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    const rateLimits = {
      type: 'codex.rate_limits',
      rate_limits: { primary: { used_percent: 42, window_minutes: 300, reset_at: resetsAt }, secondary: null },
    };
    const completed = { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } };
    const family = {
      'x-codex-bengalfox-primary-used-percent': '55',
      'x-codex-bengalfox-primary-window-minutes': '300',
      'x-codex-bengalfox-limit-name': 'codex_other',
    };
    stage.account('acc-a').script([
      events(
        [
          { event: 'codex.rate_limits', data: rateLimits },
          { event: 'response.completed', data: completed },
        ],
        { headers: family },
      ),
      status(500, { detail: 'x' }, { 'x-codex-primary-used-percent': '43', 'x-codex-primary-window-minutes': '300' }),
      usageLimit({ resetsAt }),
    ]);
    await stage.turn();
    expect(stage.summary('acc-a')).toMatchObject({
      usage: { primaryRemainingPercent: 58 },
      additionalQuotas: [{ limitName: 'codex_other', primary: { usedPercent: 55 } }],
    });
    const before = questions(stage);
    await stage.turn();
    expect(stage.summary('acc-a')).toMatchObject({
      status: 'rate_limited',
      usage: { primaryRemainingPercent: 0, secondaryRemainingPercent: 60 },
    });
    expect(questions(stage)).toBe(before);
  });
});
