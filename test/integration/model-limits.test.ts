import { describe, expect, it } from 'vitest';

import type { Candidate } from '../../src-proxy/contract/request-log.ts';
import { events, frames, ok, status, usageLimit, type Step } from '../fakes/upstream/steps.ts';
import { catalogueModel } from '../fakes/upstream/models-catalogue.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { chat } from './v1-requests.ts';
import { TestSocket } from './websocket-client.ts';

const spark = 'gpt-5.3-codex-spark';
const fiveDays = 5 * 86_400;
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** The account's own windows have room; the family's is full. */
function headersOf(resetsAt: number, feature = 'codex-bengalfox', ownUsedPercent = 12): Record<string, string> {
  return {
    'x-codex-active-limit': 'codex',
    'x-codex-primary-used-percent': String(ownUsedPercent),
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': String(inSeconds(9000)),
    'x-codex-secondary-used-percent': '20',
    'x-codex-secondary-window-minutes': '10080',
    'x-codex-secondary-reset-at': String(inSeconds(302_400)),
    [`x-${feature}-primary-used-percent`]: '100',
    [`x-${feature}-primary-window-minutes`]: '10080',
    [`x-${feature}-primary-reset-at`]: String(resetsAt),
    [`x-${feature}-limit-name`]: feature === 'codex-bengalfox' ? 'codex_other' : feature,
  };
}

const limitError = (resetsAt: number, code = 'usage_limit_reached') => ({
  type: code,
  message: 'The usage limit has been reached',
  resets_at: resetsAt,
});

const sparkUsedUp = (resetsAt: number, feature?: string, own?: number): Step =>
  status(429, { error: limitError(resetsAt) }, headersOf(resetsAt, feature, own));

const poll = (stage: Stage, id: string): Promise<Answer> =>
  stage.call(`/api/accounts/${stage.summary(id).accountId}/refresh-usage`, { method: 'POST' });
const ask = (stage: Stage, model = spark): Promise<Answer> => stage.turn({ body: turnBody(undefined, { model }) });

async function candidateOf(stage: Stage, id: string): Promise<Candidate | undefined> {
  const [entry] = await stage.requestLog();
  const decision = entry?.attempts.at(-1)?.decision ?? entry?.refusedDecision;
  return decision?.candidates.find(({ accountId }) => accountId === stage.summary(id).accountId);
}

describe('usage-and-pricing 5.2: a limit of one model beside the account’s own', () => {
  it('keeps that model away from the account until its reset, and every other model stays', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    const resetsAt = inSeconds(fiveDays);
    stage.account('acc-a').script([sparkUsedUp(resetsAt)]);
    expect((await ask(stage)).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', statusReason: null });

    expect((await ask(stage, 'gpt-5.5')).status).toBe(200);
    expect((await ask(stage)).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a', 'acc-b']);
    expect(await candidateOf(stage, 'acc-a')).toMatchObject({
      verdict: 'ineligible',
      code: 'model_limited',
      detail: expect.stringContaining(new Date(resetsAt * 1000).toISOString()),
    });

    clock.skip((fiveDays - 60) * 1000);
    await ask(stage);
    expect(stage.served().at(-1)).toBe('acc-b');
    clock.skip(61_000);
    await ask(stage);
    expect(stage.served().at(-1)).toBe('acc-a');
  });

  it('a poll does not end it early, and its own words of the account are heard', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    stage.account('acc-a').script([sparkUsedUp(inSeconds(fiveDays))]);
    await ask(stage);
    clock.skip(600_000);
    // The report lags behind, or leaves the family out.
    const usage = usualUsageOf(12, 20);
    for (const additional of [
      undefined,
      { bengalfox: { usedPercent: 97, windowSeconds: 604_800, resetAt: inSeconds(fiveDays) } },
    ]) {
      stage.account('acc-a').usage = additional === undefined ? usage : { ...usage, additional };
      await poll(stage, 'acc-a');
      await ask(stage);
      expect(stage.served().at(-1)).toBe('acc-b');
    }
  });

  it('a window that began anew before its time ends it: somebody spent a reset', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    stage.account('acc-a').script([sparkUsedUp(inSeconds(86_400))]);
    await ask(stage);
    clock.skip(600_000);
    const anew = { usedPercent: 0, windowSeconds: 604_800, resetAt: inSeconds(604_800) };
    stage.account('acc-a').usage = { ...usualUsageOf(12, 20), additional: { bengalfox: anew } };
    await poll(stage, 'acc-a');
    await ask(stage);
    expect(stage.served().at(-1)).toBe('acc-a');
  });

  it('a poll that shows the family full keeps the model away beforehand, until the reset', async () => {
    const clock = createShiftedClock();
    const full = { usedPercent: 100, windowSeconds: 604_800, resetAt: inSeconds(3600) };
    const usage = { ...usualUsageOf(1, 2), additional: { bengalfox: full } };
    await using stage = await startStage({ clock, accounts: [{ id: 'acc-a', usage }, 'acc-b'] });
    await ask(stage);
    await ask(stage, 'gpt-5.5');
    expect(stage.served()).toEqual(['acc-b', 'acc-a']);
    clock.skip(3_601_000);
    await ask(stage);
    expect(stage.served().at(-1)).toBe('acc-a');
  });

  it('all accounts lack its allowance: 429 that names the model and the first reset, for that model alone', async () => {
    await using stage = await startStage();
    const [later, sooner] = [inSeconds(fiveDays), inSeconds(7200)];
    stage.account('acc-a').script([sparkUsedUp(later)]);
    stage.account('acc-b').script([sparkUsedUp(sooner)]);
    for (const answer of [await ask(stage), await ask(stage)]) {
      expect(errorOf(answer)).toMatchObject({
        code: 'usage_limit_reached',
        type: 'usage_limit_reached',
        resets_at: sooner,
        message: expect.stringMatching(new RegExp(`${spark}.*${new Date(sooner * 1000).toISOString()}`)),
      });
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(7000);
    }
    // Both were asked once; after that nobody had to be.
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect((await chat(stage, { model: 'gpt-5.5' })).status).toBe(200);
  });

  it('one account used up as a whole, the other for this model: when the first of the two is back', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([usageLimit({ resetsAt: inSeconds(1800) })]);
    stage.account('acc-b').script([sparkUsedUp(inSeconds(fiveDays))]);
    const answer = await ask(stage);
    expect([answer.status, errorOf(answer).code]).toEqual([429, 'usage_limit_reached']);
    expect(errorOf(answer).resets_at).toBeLessThan(inSeconds(1801));
    expect(errorOf(answer).message).toContain(spark);
    expect(stage.summary('acc-b').status).toBe('active');
  });

  it('on a WebSocket: from the headers in the frame', async () => {
    await using stage = await startStage();
    const resetsAt = inSeconds(fiveDays);
    stage.account('acc-a').script([
      frames([
        JSON.stringify({
          type: 'error',
          status_code: 429,
          error: limitError(resetsAt),
          headers: headersOf(resetsAt),
        }),
      ]),
    ]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask({ model: spark })).toMatchObject({ text: 'Hello from acc-b' });
    expect(stage.summary('acc-a').status).toBe('active');
    await using second = await TestSocket.open(stage);
    expect(await second.ask({ model: 'gpt-5.5' })).toMatchObject({ text: 'Hello from acc-a' });
  });

  const toldOf = (limit: string | null, usedPercent: number): string =>
    JSON.stringify({
      type: 'codex.rate_limits',
      ...(limit === null ? {} : { metered_limit_name: limit }),
      rate_limits: {
        primary: { used_percent: usedPercent, window_minutes: 10_080, reset_at: inSeconds(fiveDays) },
        secondary: null,
      },
    });
  const errorFrame = (): string =>
    JSON.stringify({ type: 'error', status_code: 429, error: limitError(inSeconds(fiveDays)) });
  const failedFrame = (): string =>
    JSON.stringify({ type: 'response.failed', response: { id: 'r', error: limitError(inSeconds(fiveDays)) } });
  const begun = '{"type":"response.created","response":{"id":"r"}}';

  it.each([
    ['an error', () => [toldOf('codex_bengalfox', 100), errorFrame()]],
    ['its end', () => [begun, toldOf(null, 12), toldOf('codex_bengalfox', 100), failedFrame()]],
    ['its end', () => [toldOf('codex-bengalfox', 3), toldOf('codex-bengalfox', 100), toldOf(null, 12), failedFrame()]],
  ])('on a WebSocket: from what the frames before said, where %s has no headers', async (_name, steps) => {
    await using stage = await startStage();
    stage.account('acc-a').script([frames(steps())]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask({ model: spark })).toMatchObject({ text: 'Hello from acc-b' });
    expect(stage.summary('acc-a').status).toBe('active');
    await using second = await TestSocket.open(stage);
    expect(await second.ask({ model: spark })).toMatchObject({ text: 'Hello from acc-b' });
    expect(await candidateOf(stage, 'acc-a')).toMatchObject({ code: 'model_limited' });
    await using third = await TestSocket.open(stage);
    expect(await third.ask({ model: 'gpt-5.5' })).toMatchObject({ text: 'Hello from acc-a' });
  });

  it.each([
    ['nothing told', spark, () => [errorFrame()]],
    [
      'its own window told to be full too',
      spark,
      () => [toldOf(null, 100), toldOf('codex_bengalfox', 100), errorFrame()],
    ],
    ['room left in the model’s', spark, () => [toldOf('codex_bengalfox', 99), errorFrame()]],
    ['another model’s full', 'gpt-5.5', () => [toldOf('codex_bengalfox', 100), errorFrame()]],
  ])('on a WebSocket the whole account is out with %s', async (_name, model, steps) => {
    await using stage = await startStage();
    stage.account('acc-a').script([frames(steps())]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask({ model })).toMatchObject({ text: 'Hello from acc-b' });
    expect(stage.summary('acc-a').status).toBe('rate_limited');
  });

  it('a handshake that is refused for it: the account stays, and is passed over for that model alone', async () => {
    await using stage = await startStage();
    const resetsAt = inSeconds(fiveDays);
    const refusal = { status: 429, body: { error: limitError(resetsAt) }, headers: headersOf(resetsAt) };
    stage.account('acc-a').handshakeRefusals = [refusal];
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask({ model: spark })).toMatchObject({ text: 'Hello from acc-b' });
    expect(stage.summary('acc-a').status).toBe('active');
    await ask(stage, 'gpt-5.5');
    await ask(stage);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });

  it('who connects within a minute of that is not sent there again, also where nobody else is left', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    const resetsAt = inSeconds(fiveDays);
    const refusal = { status: 429, body: { error: limitError(resetsAt) }, headers: headersOf(resetsAt) };
    const [first, second] = [stage.account('acc-a'), stage.account('acc-b')];
    first.handshakeRefusals = [refusal, refusal];
    for (let count = 0; count < 3; count += 1) {
      await using socket = await TestSocket.open(stage);
      expect(await socket.ask({ model: 'gpt-5.5' })).toMatchObject({ text: 'Hello from acc-b' });
    }
    expect(stage.upstream.refusedHandshakes).toEqual([429]);

    clock.skip(61_000);
    second.handshakeRefusals = [refusal];
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect(stage.upstream.refusedHandshakes).toEqual([429, 429, 429]);
    expect((await ask(stage, 'gpt-5.5')).status).toBe(200);
  });

  it('a handshake that all refuse for it leaves HTTP its chance', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const resetsAt = inSeconds(fiveDays);
    const refusal = { status: 429, body: { error: limitError(resetsAt) }, headers: headersOf(resetsAt) };
    stage.account('acc-a').handshakeRefusals = [refusal];
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect((await ask(stage, 'gpt-5.5')).status).toBe(200);
  });

  it.each(['usage_limit_reached', 'insufficient_quota'])('%s at the end of a 200 stream', async (code) => {
    await using stage = await startStage();
    const resetsAt = inSeconds(fiveDays);
    const response = { id: 'r', status: 'failed', output: [], error: limitError(resetsAt, code) };
    const begun = { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } };
    const text = { type: 'response.output_text.delta', item_id: 'm', output_index: 0, content_index: 0, delta: 'Half' };
    stage.account('acc-a').script([
      events(
        [
          { event: 'response.created', data: begun },
          { event: 'response.output_text.delta', data: text },
          { event: 'response.failed', data: { type: 'response.failed', response } },
        ],
        { headers: headersOf(resetsAt) },
      ),
    ]);
    expect((await ask(stage)).text).toContain('response.failed');
    expect(stage.summary('acc-a').status).toBe('active');
    await ask(stage, 'gpt-5.5');
    await ask(stage);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b']);
  });

  it('a family that nobody knows counts by its headers, where its reset is the one that the refusal names', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([sparkUsedUp(inSeconds(fiveDays), 'codex-newfox')]);
    await ask(stage, 'gpt-7-preview');
    expect(stage.summary('acc-a').status).toBe('active');
    await ask(stage, 'gpt-5.5');
    await ask(stage, 'gpt-7-preview');
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a', 'acc-b']);
  });

  it('the header that names the limit goes before the figures', async () => {
    await using stage = await startStage();
    const headers = {
      ...headersOf(inSeconds(fiveDays)),
      'x-codex-active-limit': 'codex_bengalfox',
      'x-codex-bengalfox-primary-used-percent': '99',
    };
    stage.account('acc-a').script([status(429, { error: limitError(inSeconds(fiveDays)) }, headers)]);
    await ask(stage);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it.each([
    ['the account’s own window is full as well', spark, sparkUsedUp(inSeconds(fiveDays), undefined, 100)],
    ['the full family is another model’s', 'gpt-5.5', sparkUsedUp(inSeconds(fiveDays))],
    ['no family is told', spark, usageLimit({ resetsAt: inSeconds(fiveDays) })],
    [
      'an unknown family ends at another time than the refusal',
      'gpt-5.5',
      status(429, { error: limitError(inSeconds(1800)) }, headersOf(inSeconds(fiveDays), 'codex-newfox')),
    ],
  ])('the whole account is out where %s', async (_name, model, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    await ask(stage, model);
    expect(stage.summary('acc-a').status).toBe('rate_limited');
  });

  it('what only that account can go on with is refused with the time and the reason', async () => {
    await using stage = await startStage();
    const resetsAt = inSeconds(fiveDays);
    stage.account('acc-a').script([ok('one'), sparkUsedUp(resetsAt)]);
    await ask(stage);
    const more = { model: spark, previous_response_id: 'resp_acc-a_1' };
    for (let count = 0; count < 2; count += 1) {
      const answer = await stage.turn({ body: turnBody([], more) });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'previous_response_owner_unavailable']);
      expect(errorOf(answer)).toMatchObject({
        resets_at: resetsAt,
        message: expect.stringContaining('used up its allowance of this model'),
      });
    }
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
  });

  it('a probe that meets it says nothing of the account', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').models = { models: [catalogueModel(spark, 'Spark', 1)] };
    stage.account('acc-a').script([sparkUsedUp(inSeconds(fiveDays))]);
    const path = `/api/accounts/${stage.summary('acc-a').accountId}/probe`;
    expect((await stage.call(path, { method: 'POST' })).json).toMatchObject({ probeStatusCode: 429 });
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('a conversation on the account goes elsewhere for that model', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([ok('one'), sparkUsedUp(inSeconds(fiveDays))]);
    const turn = (): Promise<Answer> => stage.turn({ session: 's', body: turnBody(undefined, { model: spark }) });
    await turn();
    expect((await turn()).status).toBe(200);
    expect((await turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b', 'acc-b']);
    expect(stage.summary('acc-a').status).toBe('active');
  });
});
