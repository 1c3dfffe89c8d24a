import { describe, expect, it } from 'vitest';

import { status, usageLimit } from '../fakes/upstream/steps.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { errorOf } from './http-client.ts';
import { startStage } from './harness.ts';

const inHours = (hours: number): number => Math.floor(Date.now() / 1000) + hours * 3600;

describe('the whole pool is exhausted', () => {
  it('429 usage_limit_reached with the earliest reset, the plan, and retry-after; also at once the next time', async () => {
    await using stage = await startStage();
    const soon = inHours(1);
    stage.account('acc-a').always(usageLimit({ resetsAt: inHours(3) }));
    stage.account('acc-b').always(usageLimit({ resetsAt: soon }));
    const answer = await stage.turn();
    expect(answer.status).toBe(429);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(errorOf(answer)).toMatchObject({
      type: 'usage_limit_reached',
      code: 'usage_limit_reached',
      resets_at: soon,
      plan_type: 'plus',
      message: expect.stringContaining('usage limit'),
    });
    const retryAfter = Number(answer.headers['retry-after']);
    expect(retryAfter).toBeGreaterThan(3500);
    expect(retryAfter).toBeLessThanOrEqual(3601);
    expect(errorOf(answer).resets_in_seconds).toBe(retryAfter);
    const again = await stage.turn();
    expect([again.status, errorOf(again).resets_at]).toEqual([429, soon]);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect((await stage.requestLog())[0]).toMatchObject({ statusCode: 429, errorCode: 'usage_limit_reached' });
  });

  it('a paused account beside it does not turn it into something else', async () => {
    await using stage = await startStage();
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    stage.account('acc-a').always(usageLimit({ resetsAt: inHours(1) }));
    expect((await stage.turn()).status).toBe(429);
  });

  it('comes back by itself when the reset has passed', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(clock.nowMs() / 1000) + 600 })]);
    expect((await stage.turn()).status).toBe(429);
    clock.skip(580_000);
    expect((await stage.turn()).status).toBe(429);
    clock.skip(21_000);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', statusReason: null });
  });
});

describe('nobody is selectable', () => {
  it('503 no_accounts names each account and its state', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c'] });
    await stage.engine.pauseAccount(stage.summary('acc-a').accountId);
    stage.account('acc-b').script([status(403, { error: { code: 'account_suspended', message: 'no' } })]);
    stage.account('acc-c').refreshFailure = 'refresh_token_invalidated';
    stage.upstream.expireAccessTokens(stage.account('acc-c'));
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([503, 'no_accounts']);
    const message = String(errorOf(answer).message);
    expect(message).toMatch(/acc-a@example\.test: Paused/);
    expect(message).toMatch(/acc-b@example\.test: .*suspended/);
    expect(message).toMatch(/acc-c@example\.test: .*Sign in/);
    expect((await stage.requestLog())[0]).toMatchObject({ statusCode: 503, errorCode: 'no_accounts' });
    // Asked again, nobody is: what the client was told is no status of the upstream's.
    await stage.turn();
    expect((await stage.requestLog())[0]).toMatchObject({ statusCode: 503, upstreamStatusCode: null, attempts: [] });
  });

  it('an empty pool says what to do', async () => {
    await using stage = await startStage({ accounts: [] });
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([503, 'no_accounts']);
    expect(errorOf(answer).message).toMatch(/dashboard/);
    const models = await stage.call('/backend-api/codex/models');
    expect([models.status, errorOf(models).code]).toEqual([503, 'no_accounts']);
  });
});

describe('routing', () => {
  it('usage_weighted takes the account with most left', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c'] });
    for (let count = 0; count < 3; count += 1) await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-a']);
  });

  it('round_robin takes each in turn', async () => {
    await using stage = await startStage({
      accounts: ['acc-a', 'acc-b', 'acc-c'],
      environment: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' },
    });
    for (let count = 0; count < 6; count += 1) await stage.turn();
    const served = stage.served();
    expect(new Set(served.slice(0, 3)).size).toBe(3);
    expect(served.slice(3)).toEqual(served.slice(0, 3));
    const [entry] = await stage.requestLog();
    expect(entry?.attempts[0]?.decision).toMatchObject({ strategy: 'round_robin', accountId: entry?.accountId });
    expect(entry?.attempts[0]?.decision.candidates).toHaveLength(3);
  });
});
