import { describe, expect, it } from 'vitest';

import { apiKeySummarySchema, apiKeyWithSecretSchema } from '../../src-proxy/contract/api-keys.ts';
import { usageLimit } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startKeyStage, type KeyStage } from './api-key-stage.ts';
import { errorOf } from './http-client.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { startSourceStage } from './source-stage.ts';
import { TestSocket } from './websocket-client.ts';

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const admission = (keys: KeyStage, key: string) =>
  keys.stage.call('/backend-api/codex/opportunistic/admission?model=gpt-5.5', bearer(key));
const nearlyEmpty = { id: 'acc-a', usage: usualUsageOf(10, 97) };

describe('trafficClass (balancing 4.5)', () => {
  it('opportunistic: 429 with a time to come back where the others need what is left; foreground is served', async () => {
    await using keys = await startKeyStage({ accounts: [nearlyEmpty] });
    const yields = await keys.create({ name: 'batch', trafficClass: 'opportunistic' });
    const usual = await keys.create({ name: 'person' });
    expect([yields.trafficClass, usual.trafficClass]).toEqual(['opportunistic', 'foreground']);

    const refused = await keys.turn(yields.key);
    expect([refused.status, errorOf(refused)]).toMatchObject([
      429,
      {
        code: 'rate_limit_exceeded',
        type: 'rate_limit_error',
        message: expect.stringMatching(/^opportunistic burn window closed: /) as string,
      },
    ]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(300);
    expect(keys.stage.upstream.turns()).toEqual([]);
    const preflight = await admission(keys, yields.key);
    expect([preflight.status, errorOf(preflight)]).toMatchObject([429, { code: 'rate_limit_exceeded' }]);

    expect((await keys.turn(usual.key)).status).toBe(200);
    expect((await admission(keys, usual.key)).json).toEqual({ admitted: true });
    const [served, kept] = await keys.stage.requestLog();
    expect(served).toMatchObject({ apiKeyName: 'person', status: 'success' });
    expect(kept).toMatchObject({
      apiKeyName: 'batch',
      status: 'error',
      statusCode: 429,
      errorCode: 'rate_limit_exceeded',
      attempts: [],
      refusedDecision: {
        candidates: [
          {
            verdict: 'ineligible',
            code: 'kept_for_foreground',
            detail: 'kept for requests that do not yield, from 5% left on down',
          },
        ],
      },
    });
    // It has taken nothing of its limits.
    expect((await keys.key(yields.id)).usage.requestCount).toBe(0);
  });

  it('and served as soon as another account can go on for the others; changing the key holds at once', async () => {
    await using keys = await startKeyStage({ accounts: [nearlyEmpty, { id: 'acc-b', usage: usualUsageOf(10, 20) }] });
    const a = keys.stage.summary('acc-a').accountId;
    const { id, key } = await keys.create({ trafficClass: 'opportunistic' });
    expect((await admission(keys, key)).json).toEqual({ admitted: true });
    expect((await keys.turn(key)).status).toBe(200);
    // Of its own accounts there is no other.
    await keys.update(id, { assignedAccountIds: [a] });
    expect((await keys.turn(key)).status).toBe(429);
    expect((await keys.update(id, { trafficClass: 'foreground' })).status).toBe(200);
    expect((await keys.turn(key)).status).toBe(200);
    expect(keys.stage.served().at(-1)).toBe('acc-a');
  });

  it('a preserved account is closed for half an hour after it served somebody else', async () => {
    const clock = createShiftedClock();
    await using keys = await startKeyStage({ clock, accounts: [{ id: 'acc-a', usage: usualUsageOf(72, 20) }] });
    await keys.stage.call(`/api/accounts/${keys.stage.summary('acc-a').accountId}/routing-policy`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ routingPolicy: 'preserve' }),
    });
    const { key } = await keys.create({ trafficClass: 'opportunistic' });
    const usual = await keys.create();
    expect((await keys.turn(key)).status).toBe(200);
    // What yields is no reason to close it.
    expect((await keys.turn(key)).status).toBe(200);
    expect((await keys.turn(usual.key)).status).toBe(200);
    expect((await keys.turn(key)).status).toBe(429);
    clock.skip(31 * 60_000);
    expect((await keys.turn(key)).status).toBe(200);
  });

  it('one that fails over to what is kept is refused, and no source is paid to stand in', async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    const usage = usualUsageOf(10, 20);
    await using on = await startSourceStage({ isOverflow: true }, { accounts: [{ id: 'acc-b', usage }, nearlyEmpty] });
    on.stage.account('acc-b').always(usageLimit({ resetsAt }));
    const made = await on.stage.call('/api/api-keys/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'batch', trafficClass: 'opportunistic' }),
    });
    const { key } = apiKeyWithSecretSchema.parse(made.json);
    const refused = await on.stage.turn(bearer(key));
    expect([refused.status, errorOf(refused)]).toMatchObject([429, { code: 'rate_limit_exceeded' }]);
    expect([on.stage.served(), on.source.requests]).toEqual([['acc-b'], []]);
    expect((await on.stage.turn()).status).toBe(200);
    expect(on.stage.served().at(-1)).toBe('acc-a');
  });

  it('over a WebSocket the request is told so, and the connection stays', async () => {
    await using keys = await startKeyStage({ accounts: [nearlyEmpty] });
    const { id, key } = await keys.create({ trafficClass: 'opportunistic' });
    await using socket = await TestSocket.open(keys.stage, bearer(key));
    expect(await socket.ask()).toMatchObject({
      end: 'error',
      last: { status_code: 429 },
      error: { code: 'rate_limit_exceeded' },
    });
    await keys.update(id, { trafficClass: 'foreground' });
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
  });

  it('only a known class is taken', async () => {
    await using keys = await startKeyStage();
    expect((await keys.ask('POST', '/', { name: 'x', trafficClass: 'background' })).status).toBe(422);
  });
});

describe('transportPolicyOverride', () => {
  it('always_http: 426 for its upgrades, over which the client goes on by HTTP; other keys keep theirs', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { id, key } = await keys.create({ transportPolicyOverride: 'always_http' });
    await expect(TestSocket.open(keys.stage, bearer(key))).rejects.toThrow('refused with 426');
    expect((await keys.turn(key)).status).toBe(200);
    await using keyless = await TestSocket.open(keys.stage);
    expect(keyless.head.statusCode).toBe(101);
    await keys.update(id, { transportPolicyOverride: null });
    await using socket = await TestSocket.open(keys.stage, bearer(key));
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
    // A change holds on the connection that is open, too: its client connects anew, and there is told 426.
    await keys.update(id, { transportPolicyOverride: 'always_http' });
    expect(await socket.ask()).toMatchObject({ error: { code: 'websocket_connection_limit_reached' } });
  });

  it('smart: a WebSocket although the setting gives none', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    await keys.stage.set({ upstreamTransport: 'http' });
    const { key } = await keys.create({ transportPolicyOverride: 'smart' });
    await expect(TestSocket.open(keys.stage)).rejects.toThrow('refused with 426');
    await using socket = await TestSocket.open(keys.stage, bearer(key));
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
  });

  it('always_websocket is refused: requests over HTTP go on over HTTP here', async () => {
    await using keys = await startKeyStage();
    const wanted = { name: 'x', transportPolicyOverride: 'always_websocket' };
    expect((await keys.ask('POST', '/', wanted)).status).toBe(422);
  });
});

describe('limits in credits', () => {
  const usageOf = async (keys: KeyStage, key: string) => (await keys.stage.call('/api/codex/usage', bearer(key))).json;

  it('are what the key is shown as its usage, count nothing and refuse nothing', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { id, key } = await keys.create({
      limits: [
        { limitType: 'credits', limitWindow: '5h', maxValue: 1, modelFilter: null },
        { limitType: 'credits', limitWindow: 'monthly', maxValue: 900, modelFilter: null },
        { limitType: 'requests', limitWindow: 'daily', maxValue: 5, modelFilter: null },
      ],
    });
    const answers = [await keys.turn(key), await keys.turn(key)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(Object.keys(answers[1]?.headers ?? {}).filter((name) => name.startsWith('x-ratelimit-remaining'))).toEqual([
      'x-ratelimit-remaining-requests',
    ]);
    const window = { used_percent: 0, reset_at: expect.any(Number) as number };
    expect(await usageOf(keys, key)).toMatchObject({
      plan_type: 'api_key',
      rate_limit: {
        allowed: true,
        limit_reached: false,
        primary_window: { ...window, limit_window_seconds: 18_000 },
        secondary_window: { ...window, limit_window_seconds: 2_592_000 },
      },
      credits: { has_credits: true, unlimited: false, balance: '900' },
    });
    const own = (await keys.stage.call('/v1/usage', bearer(key))).json;
    expect(own).toMatchObject({
      limits: [
        { limit_type: 'credits', limit_window: '5h', current_value: 0, remaining_value: 1 },
        { limit_type: 'credits', limit_window: 'monthly', current_value: 0 },
        { limit_type: 'requests', current_value: 2 },
      ],
    });
    await keys.update(id, { limits: [] });
    expect(await usageOf(keys, key)).toMatchObject({ rate_limit: { primary_window: { used_percent: 10 } } });
  });

  it('are shown although the quota of the accounts is hidden, and are for no single model', async () => {
    await using keys = await startKeyStage();
    await keys.stage.set({ hideUpstreamQuotaFromApiKeys: true });
    const credits = { limitType: 'credits', limitWindow: 'weekly', maxValue: 10, modelFilter: null } as const;
    const { key } = await keys.create({ limits: [credits] });
    expect(await usageOf(keys, key)).toMatchObject({
      rate_limit: { primary_window: null, secondary_window: { limit_window_seconds: 604_800 } },
    });
    const one = await keys.ask('POST', '/', { name: 'x', limits: [{ ...credits, modelFilter: 'gpt-5.5' }] });
    expect([one.status, one.text]).toMatchObject([422, expect.stringContaining('not for one model') as string]);
  });
});

it('how a key is served is on disk', async () => {
  await using keys = await startKeyStage({ vault: 'file' });
  const wanted = {
    trafficClass: 'opportunistic',
    transportPolicyOverride: 'always_http',
    usageSections: ' account_pool_usage,account_pool_usage ',
  } as const;
  const { id } = await keys.create(wanted);
  await keys.stage.restart();
  expect(apiKeySummarySchema.parse(await keys.key(id))).toMatchObject({
    ...wanted,
    usageSections: 'account_pool_usage',
  });
});
