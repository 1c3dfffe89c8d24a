import { describe, expect, it } from 'vitest';

import type { LimitRule } from '../../src-proxy/contract/api-keys.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, silent, status } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { turnBody } from './harness.ts';
import { errorOf, open, readAnswer } from './http-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function rule(more: Partial<LimitRule> = {}): LimitRule {
  return { limitType: 'requests', limitWindow: 'daily', maxValue: 1, modelFilter: null, ...more };
}

/** What one plain answer of gpt-5.5 counts: 20 new and 100 cached input tokens, 20 of output. */
const perAnswer = { input: 120, output: 20, total: 140, microUsd: 20 * 5 + 100 * 0.5 + 20 * 30 };

describe('S14: a limit of N requests', () => {
  it('serves exactly N of fifty that come together; the rest are 429 with when, how much and how much of it', async () => {
    const clock = createShiftedClock();
    await using keys = await startKeyStage({
      accounts: ['acc-a', 'acc-b'],
      clock,
      environment: { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '0', EVENKEEL_ACCOUNT_STREAM_LIMIT: '0' },
    });
    const { key, id } = await keys.create({ limits: [rule({ maxValue: 17 })] });
    const answers = await Promise.all(Array.from({ length: 50 }, () => keys.turn(key)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(17);
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(33);
    expect(keys.stage.upstream.turns()).toHaveLength(17);
    const { limits } = await keys.key(id);
    expect(limits).toMatchObject([{ currentValue: 17, reservedValue: 0, remainingValue: 0 }]);
    for (const answer of refused) {
      const error = errorOf(answer);
      expect(error).toMatchObject({
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        message: `API key requests daily limit exceeded. Usage resets at ${limits[0]?.resetAt}.`,
        limiter: 'api_key',
        current: 17,
        limit: 17,
        reset_at: limits[0]?.resetAt,
      });
      const seconds = Number(answer.headers['retry-after']);
      expect(seconds).toBeGreaterThan(23 * 3600);
      expect(seconds).toBe(error.resets_in_seconds);
      expect(answer.headers).toMatchObject({
        'x-ratelimit-limit-requests': '17',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': `${seconds}s`,
      });
    }
  });

  it('a place that nothing came of is free again', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule()] });
    keys.stage.account('acc-a').script([status(400, { error: { message: 'no', code: 'invalid_request' } })]);
    expect((await keys.turn(key)).status).toBe(400);
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 0, reservedValue: 0 });
    expect((await keys.turn(key)).status).toBe(200);
    expect((await keys.turn(key)).status).toBe(429);
  });

  it('a client that leaves before anything came has had nothing', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule()] });
    const latch = createLatch();
    keys.stage.account('acc-a').script([silent(latch)]);
    const over = new AbortController();
    const left = keys.stage.nextEvent((event) => event.type === 'request' && event.request.status === 'cancelled');
    const asked = keys.turn(key, { signal: over.signal }).catch(() => null);
    await keys.stage.upstream.waitForRequest(() => keys.stage.upstream.turns().length === 1);
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 0, reservedValue: 1 });
    over.abort();
    await Promise.all([left, asked]);
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 0, reservedValue: 0 });
    latch.open();
  });

  it('a client that leaves in the middle of its answer has had it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule({ maxValue: 2 })] });
    const hold = createLatch();
    keys.stage.account('acc-a').script([ok('a b c d', { hold })]);
    const over = new AbortController();
    const left = keys.stage.nextEvent((event) => event.type === 'request' && event.request.status === 'cancelled');
    const response = await open(keys.stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: turnBody(),
      signal: over.signal,
    });
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 0, reservedValue: 1, remainingValue: 1 });
    response.on('error', () => undefined);
    over.abort();
    await left;
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 1, reservedValue: 0 });
    hold.open();
  });
});

describe('each kind of limit, each window', () => {
  it.each([
    ['requests', 1],
    ['input_tokens', perAnswer.input],
    ['output_tokens', perAnswer.output],
    ['total_tokens', perAnswer.total],
    ['cost_usd', perAnswer.microUsd],
  ] as const)('%s: one answer counts %i', async (limitType, counted) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule({ limitType, maxValue: counted + 1 })] });
    expect((await keys.turn(key)).status).toBe(200);
    expect((await keys.key(id)).limits).toMatchObject([{ limitType, currentValue: counted, remainingValue: 1 }]);
    await keys.update(id, { limits: [rule({ limitType, maxValue: counted })] });
    const refused = await keys.turn(key);
    expect(refused.status).toBe(429);
    expect(errorOf(refused)).toMatchObject({ limit_type: limitType, current: counted, limit: counted });
  });

  it.each([
    ['5h', 5 * hourMs],
    ['daily', 24 * hourMs],
    ['weekly', 7 * 24 * hourMs],
    ['monthly', 30 * 24 * hourMs],
  ] as const)(
    'S15: a %s limit starts anew at the edge of its window, and not before',
    async (limitWindow, lengthMs) => {
      const clock = createShiftedClock();
      await using keys = await startKeyStage({ accounts: ['acc-a'], clock });
      const { key, limits } = await keys.create({ limits: [rule({ limitWindow })] });
      const resetAtMs = Date.parse(limits[0]?.resetAt ?? '');
      expect(Math.abs(resetAtMs - clock.nowMs() - lengthMs)).toBeLessThan(minuteMs);
      expect((await keys.turn(key)).status).toBe(200);
      clock.skip(resetAtMs - clock.nowMs() - minuteMs);
      expect((await keys.turn(key)).status).toBe(429);
      clock.skip(minuteMs);
      expect((await keys.turn(key)).status).toBe(200);
      expect((await keys.turn(key)).status).toBe(429);
    },
  );

  it('S15: a model filter counts that model alone, and the refusal names it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ limits: [rule({ modelFilter: 'gpt-5.5' }), rule({ maxValue: 3 })] });
    const ask = (model: string) => keys.turn(key, { body: turnBody(undefined, { model }) });
    expect((await ask('gpt-5.5')).status).toBe(200);
    const refused = await ask('gpt-5.5');
    expect(refused.status).toBe(429);
    expect(errorOf(refused).message).toContain('requests daily limit exceeded for model gpt-5.5.');
    expect(errorOf(refused).model_filter).toBe('gpt-5.5');
    expect((await ask('gpt-5.4')).status).toBe(200);
    expect((await ask('gpt-5.4')).status).toBe(200);
    expect(errorOf(await ask('gpt-5.4'))).toMatchObject({ model_filter: null, limit: 3 });
  });

  it('S15: what fired is told by the code: the key, or the accounts', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ limits: [rule()] });
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    keys.stage.account('acc-a').always(
      status(429, {
        error: { type: 'usage_limit_reached', message: 'all gone', plan_type: 'plus', resets_at: resetsAt },
      }),
    );
    expect(errorOf(await keys.turn(key))).toMatchObject({ code: 'usage_limit_reached', type: 'usage_limit_reached' });
    await keys.stage.engine.reactivateAccount(keys.stage.summary('acc-a').accountId);
    keys.stage.account('acc-a').always(ok('again'));
    expect((await keys.turn(key)).status).toBe(200);
    expect(errorOf(await keys.turn(key))).toMatchObject({ code: 'rate_limit_exceeded', limiter: 'api_key' });
  });
});

describe('changing limits', () => {
  it('S16: a raised limit holds for the next request, without a new key, and what was counted stays counted', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule()] });
    expect([(await keys.turn(key)).status, (await keys.turn(key)).status]).toEqual([200, 429]);
    await keys.update(id, { limits: [rule({ maxValue: 2 })] });
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 1, remainingValue: 1 });
    expect([(await keys.turn(key)).status, (await keys.turn(key)).status]).toEqual([200, 429]);
    await keys.update(id, { limits: [] });
    expect((await keys.turn(key)).status).toBe(200);
  });

  it('usage can be reset; what was spent in all stays', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule()] });
    expect([(await keys.turn(key)).status, (await keys.turn(key)).status]).toEqual([200, 429]);
    const reset = await keys.ask('POST', `/${id}/reset-usage`);
    expect(reset.json).toMatchObject({ limits: [{ currentValue: 0 }], usage: { requestCount: 1 } });
    expect([(await keys.turn(key)).status, (await keys.turn(key)).status]).toEqual([200, 429]);
    expect((await keys.key(id)).usage).toMatchObject({ requestCount: 2, totalCostMicroUsd: 2 * perAnswer.microUsd });
  });

  it('the same rule twice, a window of length nobody knows, and nothing are 422', async () => {
    await using keys = await startKeyStage({ accounts: [] });
    for (const limits of [
      [rule(), rule({ maxValue: 5 })],
      [{ ...rule(), limitWindow: 'yearly' }],
      [rule({ maxValue: 0 })],
      [rule({ maxValue: 1.5 })],
    ]) {
      const answer = await keys.ask('POST', '/', { name: 'x', limits });
      expect([answer.status, errorOf(answer).code]).toEqual([422, 'validation_error']);
    }
    const week = await keys.create({ limits: [{ ...rule(), limitWindow: '7d' as 'weekly' }] });
    expect(week.limits[0]?.limitWindow).toBe('weekly');
  });

  it('a successful answer says what is left', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({
      limits: [
        rule({ maxValue: 5 }),
        rule({ limitWindow: '5h', maxValue: 2 }),
        rule({ limitType: 'total_tokens', maxValue: 9999 }),
      ],
    });
    const { headers } = await keys.turn(key);
    expect(headers).toMatchObject({ 'x-ratelimit-limit-requests': '2', 'x-ratelimit-remaining-requests': '1' });
    expect(headers['x-ratelimit-limit-tokens']).toBe('9999');
    expect((await keys.stage.turn()).headers['x-ratelimit-limit-requests']).toBeUndefined();
  });
});

describe('tokens under concurrency', () => {
  it('what runs holds room, so that a limit is not overrun by as many as come together', async () => {
    await using keys = await startKeyStage({
      accounts: ['acc-a'],
      environment: { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '0', EVENKEEL_ACCOUNT_STREAM_LIMIT: '0' },
    });
    // Each holds some 2,100 tokens while it runs and takes 140: room for three at a time.
    const { key, id } = await keys.create({ limits: [rule({ limitType: 'total_tokens', maxValue: 6000 })] });
    const hold = createLatch();
    keys.stage.account('acc-a').always(ok('a b', { hold }));
    const asked = Array.from({ length: 12 }, () =>
      open(keys.stage.origin, '/backend-api/codex/responses', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: turnBody(),
      }),
    );
    const responses = await Promise.all(asked);
    expect(responses.filter(({ statusCode }) => statusCode === 200)).toHaveLength(3);
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 0, remainingValue: 0, reservedValue: 6000 });
    hold.open();
    await Promise.all(responses.map(readAnswer));
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 3 * perAnswer.total, reservedValue: 0 });
  });
});
