import { describe, expect, it } from 'vitest';

import { events, frames, ok, status, type Step } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startKeyStage } from './api-key-stage.ts';
import type { Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { chat, respond } from './v1-requests.ts';
import { TestSocket } from './websocket-client.ts';

const resetAt = Math.floor(Date.now() / 1000) + 3600;
/** What the one account says of itself that answers. */
const family = {
  'x-codex-primary-used-percent': '93',
  'x-codex-primary-window-minutes': '300',
  'x-codex-primary-reset-at': String(resetAt),
  'x-codex-secondary-used-percent': '41',
  'x-codex-secondary-window-minutes': '10080',
  'x-codex-secondary-reset-at': String(resetAt + 9000),
  'x-codex-primary-over-secondary-limit-percent': '7',
  'x-codex-plan-type': 'plus',
  'x-codex-credits-has-credits': 'True',
  'x-codex-credits-unlimited': 'False',
  'x-codex-credits-balance': '4',
  'x-codex-turn-state': 'turn',
  'openai-model': 'gpt-5.5',
};
const limits = {
  type: 'codex.rate_limits',
  plan_type: 'plus',
  rate_limits: {
    allowed: true,
    primary: { used_percent: 93, window_minutes: 300, reset_at: resetAt },
    secondary: null,
  },
  credits: { has_credits: true, unlimited: false, balance: '4' },
  promo: 'kept',
};
const completed = { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } };
const delta = { type: 'response.output_text.delta', delta: 'of codex.rate_limits' };
const telling = (): Step =>
  events(
    [
      { event: 'codex.rate_limits', data: limits },
      { event: 'response.output_text.delta', data: delta },
      { event: 'response.completed', data: completed },
    ],
    { chunking: 'whole', headers: family },
  );

interface Usage {
  rate_limit: { primary_window: Record<string, number>; secondary_window: Record<string, number> };
}
const usageOf = async (stage: Stage): Promise<Usage['rate_limit']> =>
  ((await stage.call('/api/codex/usage')).json as Usage).rate_limit;

const parsed = (frame: unknown): unknown => JSON.parse(String(frame));

function rateLimitsIn(answer: Answer): unknown {
  return answer.events.find(({ event }) => event === 'codex.rate_limits')?.data;
}

describe('endpoints 3.1: what answers tell of what is left is the pool’s', () => {
  it('headers: the figures of /api/codex/usage, whoever answers; what is not of the family stays', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    for (const id of ['acc-a', 'acc-b']) stage.account(id).always(ok('hi', { headers: family }));
    for (let turn = 0; turn < 2; turn += 1) {
      const { headers } = await stage.turn();
      const { primary_window: primary, secondary_window: secondary } = await usageOf(stage);
      expect(headers).toMatchObject({
        'x-codex-primary-used-percent': String(primary.used_percent),
        'x-codex-primary-window-minutes': '300',
        'x-codex-primary-reset-at': String(primary.reset_at),
        'x-codex-secondary-used-percent': String(secondary.used_percent),
        'x-codex-secondary-window-minutes': '10080',
        'x-codex-plan-type': 'plus',
        'x-codex-credits-balance': turn === 0 ? '4' : '8',
        'x-codex-turn-state': expect.any(String),
        'openai-model': 'gpt-5.5',
      });
      expect(headers).not.toHaveProperty('x-codex-primary-over-secondary-limit-percent');
      expect(Number(headers['x-codex-primary-used-percent'])).toBe(turn === 0 ? 56 : 93);
    }
    expect(new Set(stage.served())).toEqual(new Set(['acc-a', 'acc-b']));
  });

  it('the event, with every byte beside it as it came', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([telling()]);
    const answer = await stage.turn();
    const { primary_window: primary, secondary_window: secondary } = await usageOf(stage);
    expect(rateLimitsIn(answer)).toMatchObject({
      type: 'codex.rate_limits',
      plan_type: 'plus',
      rate_limits: {
        allowed: true,
        primary: { used_percent: 56, window_minutes: 300, reset_at: primary.reset_at },
        secondary: { used_percent: secondary.used_percent, window_minutes: 10_080 },
      },
      credits: { has_credits: true, balance: '4' },
      promo: 'kept',
    });
    const sent = stage.upstream.turns()[0]?.sentBytes?.toString() ?? '';
    const rest = sent.slice(sent.indexOf('event: response.output_text.delta'));
    expect(answer.text.endsWith(rest)).toBe(true);
  });

  it('a WebSocket frame; a refusal that carries a head inside', async () => {
    await using stage = await startStage();
    const refused = JSON.stringify({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'x', message: 'no' },
      status_code: 400,
      headers: { 'X-Codex-Primary-Used-Percent': '93', 'X-Codex-Primary-Window-Minutes': 300, 'x-other': '1' },
    });
    stage
      .account('acc-a')
      .script([frames([limits, delta, completed].map((one) => JSON.stringify(one))), frames([refused])]);
    await using socket = await TestSocket.open(stage);
    const { frames: told } = await socket.ask();
    expect(told.map(parsed)).toMatchObject([
      { type: 'codex.rate_limits', rate_limits: { primary: { used_percent: 56 } }, promo: 'kept' },
      delta,
      completed,
    ]);
    const { frames: said } = await socket.ask();
    expect(said.map(parsed)).toMatchObject([{ type: 'error', status_code: 400, headers: { 'x-other': '1' } }]);
    expect(String(said[0]).toLowerCase()).toContain('"x-codex-primary-used-percent":"56"');
  });

  it('a further limit is pooled by its own name', async () => {
    const further = (usedPercent: number) => ({
      ...usualUsageOf(10, 20),
      additional: { bengalfox: { usedPercent, windowSeconds: 18_000, resetAt } },
    });
    await using stage = await startStage({
      accounts: [
        { id: 'acc-a', usage: further(80) },
        { id: 'acc-b', usage: further(20) },
      ],
    });
    stage.account('acc-a').script([
      ok('hi', {
        headers: {
          'x-codex-primary-used-percent': '10',
          'x-codex-primary-window-minutes': '300',
          'x-codex-bengalfox-primary-used-percent': '80',
          'x-codex-bengalfox-primary-window-minutes': '300',
          'x-codex-bengalfox-primary-reset-at': String(resetAt),
          'x-codex-bengalfox-limit-name': 'bengalfox',
        },
      }),
    ]);
    expect((await stage.turn()).headers).toMatchObject({
      'x-codex-bengalfox-primary-used-percent': '50',
      'x-codex-bengalfox-limit-name': 'bengalfox',
    });
    expect((await stage.call('/api/codex/usage')).json).toMatchObject({
      additional_rate_limits: [
        {
          limit_name: 'bengalfox',
          metered_feature: 'codex_bengalfox',
          rate_limit: { allowed: true, primary_window: { used_percent: 50 } },
        },
      ],
    });
  });

  it('with one account that counts nothing is touched', async () => {
    await using stage = await startStage();
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    stage.account('acc-a').script([telling()]);
    const answer = await stage.turn();
    expect(answer.headers).toMatchObject(family);
    expect(answer.bytes.equals(stage.upstream.turns()[0]?.sentBytes ?? Buffer.alloc(0))).toBe(true);
  });

  it('a refusal of the upstream that is handed on', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([status(400, { detail: 'No.' }, family)]);
    const answer = await stage.turn();
    expect([answer.status, answer.headers['x-codex-primary-used-percent']]).toEqual([400, '56']);
  });

  it.each([
    ['responses', respond],
    ['chat', chat],
  ])('/v1 %s has the same headers', async (_name, ask) => {
    await using stage = await startStage();
    for (const id of ['acc-a', 'acc-b']) stage.account(id).always(ok('hi', { headers: family }));
    for (const [stream, used] of [
      [false, '56'],
      [true, '93'],
    ] as const)
      expect((await ask(stage, { stream })).headers['x-codex-primary-used-percent']).toBe(used);
  });

  it('a key hears of its own accounts alone', async () => {
    await using keys = await startKeyStage();
    const { stage } = keys;
    const accountId = stage.summary('acc-b').accountId;
    stage.account('acc-b').always(ok('hi', { headers: family }));
    const own = await keys.create({ assignedAccountIds: [accountId] });
    expect((await keys.turn(own.key)).headers['x-codex-primary-used-percent']).toBe('93');
    const all = await keys.create();
    stage.account('acc-a').always(ok('hi', { headers: { ...family, 'x-codex-primary-used-percent': '13' } }));
    expect((await keys.turn(all.key)).headers['x-codex-primary-used-percent']).toBe('53');
  });
});
