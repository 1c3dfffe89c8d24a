import { describe, expect, it } from 'vitest';

import { events, frames, type Step } from '../fakes/upstream/steps.ts';
import { startKeyStage, type KeyStage } from './api-key-stage.ts';
import { chat, post } from './v1-requests.ts';
import { TestSocket } from './websocket-client.ts';

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const rateLimits = {
  type: 'codex.rate_limits',
  rate_limits: { primary: { used_percent: 12, window_minutes: 300, reset_at: 1_900_000_000 } },
};
const completed = {
  type: 'response.completed',
  response: { id: 'resp_1', object: 'response', status: 'completed', output: [], usage: null },
};
const telling = (): Step =>
  events(
    [
      { event: 'response.created', data: { type: 'response.created', response: { id: 'resp_1' } } },
      { event: 'codex.rate_limits', data: rateLimits },
      { event: 'response.output_text.delta', data: { type: 'response.output_text.delta', delta: 'codex.rate_limits' } },
      { event: 'response.completed', data: completed },
    ],
    { chunking: 'whole', headers: { 'x-codex-primary-used-percent': '12', 'x-codex-turn-state': 'turn' } },
  );
const usageOf = async (keys: KeyStage, key: string) => (await keys.stage.call('/v1/usage', bearer(key))).json;

describe('GET /v1/usage', () => {
  it('what the key used, and what its own accounts have left', async () => {
    await using keys = await startKeyStage();
    const [a, b] = ['acc-a', 'acc-b'].map((id) => keys.stage.summary(id).accountId);
    const { key } = await keys.create({ assignedAccountIds: [String(b)] });
    const own = { used_percent: 20, limit_window_seconds: 18_000, reset_at: expect.any(Number) };
    expect(await usageOf(keys, key)).toMatchObject({
      request_count: 0,
      limits: [],
      upstream_limits: [
        {
          limit_type: 'percent',
          limit_window: '5h',
          max_value: 100,
          current_value: 20,
          remaining_value: 80,
          source: 'aggregate',
        },
        { limit_window: '7d', current_value: 30 },
      ],
      account_pool_usage: { primary: own, secondary: { used_percent: 30 } },
    });
    const all = await keys.create();
    expect(await usageOf(keys, all.key)).toMatchObject({ account_pool_usage: { primary: { used_percent: 15 } } });
    for (const path of ['/api/codex/usage', '/backend-api/wham/usage']) {
      const told = (await keys.stage.call(path, bearer(key))).json;
      expect([path, told]).toMatchObject([path, { rate_limit: { allowed: true, primary_window: own } }]);
    }
    expect(a).not.toBe(b);
  });
});

describe('usageSections', () => {
  const ofPool = { primary: expect.objectContaining({ used_percent: 10 }) as unknown };
  const none = { primary: null, secondary: null };
  const ofLimits = [expect.objectContaining({ current_value: 10 }), expect.anything()] as unknown[];

  it.each([
    ['upstream_limits,account_pool_usage', ofLimits, ofPool],
    ['account_pool_usage, upstream_limits', ofLimits, ofPool],
    ['upstream_limits', ofLimits, none],
    ['account_pool_usage', [], ofPool],
    ['', [], none],
  ])('"%s" is what /v1/usage tells', async (usageSections, limits, pool) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ usageSections });
    expect(await usageOf(keys, key)).toMatchObject({ upstream_limits: limits, account_pool_usage: pool });
  });

  it('without upstream_limits neither headers nor events nor a Codex client tell of them; the switch goes before it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { id, key } = await keys.create();
    keys.stage.account('acc-a').script([telling(), telling(), telling()]);
    const headerOf = async () => (await keys.turn(key)).headers['x-codex-primary-used-percent'];
    expect(await headerOf()).toBe('12');
    await keys.update(id, { usageSections: 'account_pool_usage' });
    const hidden = await keys.turn(key);
    expect(hidden.headers).not.toHaveProperty('x-codex-primary-used-percent');
    expect(hidden.events.map(({ event }) => event)).not.toContain('codex.rate_limits');
    const told = (await keys.stage.call('/api/codex/usage', bearer(key))).json;
    expect(told).toMatchObject({ rate_limit: { primary_window: null, secondary_window: null } });
    await keys.stage.set({ hideUpstreamQuotaFromApiKeys: true });
    await keys.update(id, { usageSections: 'upstream_limits,account_pool_usage' });
    expect(await headerOf()).toBeUndefined();
    expect(await usageOf(keys, key)).toMatchObject({ upstream_limits: [], account_pool_usage: none });
  });

  it('an unknown section is refused', async () => {
    await using keys = await startKeyStage();
    const answer = await keys.ask('POST', '/', { name: 'x', usageSections: 'upstream_limits,everything' });
    expect(answer.status).toBe(422);
  });
});

describe('hideUpstreamQuotaFromApiKeys', () => {
  it('a key is told nothing of it, a program without a key still is', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create();
    keys.stage.account('acc-a').script([telling(), telling(), telling()]);
    const open = await keys.turn(key);
    expect(open.headers['x-codex-primary-used-percent']).toBe('12');
    expect(open.events.map(({ event }) => event)).toContain('codex.rate_limits');

    await keys.stage.set({ hideUpstreamQuotaFromApiKeys: true });
    const hidden = await keys.turn(key);
    expect(hidden.headers).not.toHaveProperty('x-codex-primary-used-percent');
    expect(hidden.headers['x-codex-turn-state']).toEqual(expect.any(String));
    expect(hidden.events.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
    expect(await usageOf(keys, key)).toMatchObject({
      upstream_limits: [],
      account_pool_usage: { primary: null, secondary: null },
    });
    const told = (await keys.stage.call('/api/codex/usage', bearer(key))).json;
    expect(told).toMatchObject({ rate_limit: { primary_window: null, secondary_window: null } });
    expect((await keys.stage.turn()).headers['x-codex-primary-used-percent']).toBe('12');
  });

  it('nor on the OpenAI endpoints, nor over a WebSocket', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    await keys.stage.set({ hideUpstreamQuotaFromApiKeys: true });
    const { key } = await keys.create();
    keys.stage.account('acc-a').script([telling(), frames([rateLimits, completed].map((one) => JSON.stringify(one)))]);
    const answer = await chat(keys.stage, {}, bearer(key));
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-codex-primary'))).toEqual([]);
    await using socket = await TestSocket.open(keys.stage, bearer(key));
    const { frames: got } = await socket.ask();
    expect(JSON.stringify(got)).not.toContain('rate_limits');
  });

  it('nor where a file is asked about', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    await keys.stage.set({ hideUpstreamQuotaFromApiKeys: true });
    const { key } = await keys.create();
    const body = { file_name: 'a.txt', file_size: 3, use_case: 'codex' };
    const answer = await post(keys.stage, '/backend-api/files', body, bearer(key));
    expect([answer.status, answer.json]).toMatchObject([200, { file_id: 'file_acc-a_1' }]);
    // The account that made it is known, as without the switch.
    const form = new FormData();
    form.set('purpose', 'user_data');
    form.set('file', new Blob(['abc'], { type: 'text/plain' }), 'a.txt');
    const kept = await fetch(`${keys.stage.origin}/v1/files`, { method: 'POST', body: form, ...bearer(key) });
    expect([kept.status, await kept.json()]).toMatchObject([200, { status: 'processed' }]);
  });
});
