import { describe, expect, it } from 'vitest';

import {
  dropAfterFirstEvent,
  dropBeforeFirstEvent,
  dropBeforeHead,
  endWithoutCompleted,
  events,
  firstEventFailed,
  status,
  usageLimit,
} from '../fakes/upstream/steps.ts';
import { errorOf, lastEvent } from './http-client.ts';
import { startStage } from './harness.ts';

describe('a connection that breaks before anything was shown', () => {
  it.each([
    ['before the head', dropBeforeHead()],
    ['after the head, before the first event', dropBeforeFirstEvent()],
  ] as const)('%s: another account, once, and the client notices nothing', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    const answer = await stage.turn();
    expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect(answer.bytes.equals(stage.upstream.turns()[1]?.sentBytes ?? Buffer.alloc(0))).toBe(true);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('is tried on one other account and not on a third', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c'] });
    for (const id of ['acc-a', 'acc-b', 'acc-c']) stage.account(id).always(dropBeforeFirstEvent());
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'stream_incomplete']);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });

  it('surfaces when replayUnseenFailures is off', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_REPLAY_UNSEEN_FAILURES: 'false' } });
    stage.account('acc-a').script([dropBeforeFirstEvent()]);
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'stream_incomplete']);
    expect(stage.served()).toEqual(['acc-a']);
  });

  it('with a pool of one is tried once more on that one', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([dropBeforeHead()]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
  });

  it('a refused connection is said to be one, with a log entry, and costs no account its place', async () => {
    await using stage = await startStage();
    await stage.upstream.close();
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_unreachable']);
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({ status: 'error', statusCode: 502, errorCode: 'upstream_unreachable' });
    expect(entry?.attempts.map(({ errorCode }) => errorCode)).toEqual(['upstream_unreachable', 'upstream_unreachable']);
    expect(stage.summary('acc-a').status).toBe('active');
  });
});

describe('HTTP 200, and the first event is a failure', () => {
  it.each([
    ['usage_limit_reached', 'rate_limited'],
    ['rate_limit_exceeded', 'rate_limited'],
    ['insufficient_quota', 'quota_exceeded'],
    ['usage_not_included', 'quota_exceeded'],
    ['quota_exceeded', 'quota_exceeded'],
    ['account_deactivated', 'deactivated'],
  ] as const)('%s is failed over and the client never sees it', async (code, state) => {
    await using stage = await startStage();
    stage.account('acc-a').script([firstEventFailed(code)]);
    const answer = await stage.turn();
    expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
    expect(answer.text).not.toContain(code);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect(stage.summary('acc-a').status).toBe(state);
  });

  it('also after events about limits only (codex.*), which no client shows', async () => {
    await using stage = await startStage();
    const limits = { type: 'codex.rate_limits', plan_type: 'plus', rate_limits: { primary: null, secondary: null } };
    const error = { code: 'usage_limit_reached', message: 'The usage limit has been reached' };
    const failed = { type: 'response.failed', response: { id: 'r', status: 'failed', error } };
    stage.account('acc-a').script([
      events([
        { event: 'codex.rate_limits', data: limits },
        { event: 'response.failed', data: failed },
      ]),
    ]);
    const answer = await stage.turn();
    expect(lastEvent(answer).type).toBe('response.completed');
    expect(answer.text).not.toContain('codex.rate_limits');
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });

  it('also when it comes in one piece with response.created', async () => {
    await using stage = await startStage();
    const response = { id: 'r', status: 'in_progress', output: [] };
    const error = { code: 'insufficient_quota', message: 'no' };
    stage.account('acc-a').script([
      events(
        [
          { event: 'response.created', data: { type: 'response.created', response } },
          { event: 'response.failed', data: { type: 'response.failed', response: { ...response, error } } },
        ],
        { chunking: 'whole' },
      ),
    ]);
    expect(lastEvent(await stage.turn()).type).toBe('response.completed');
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });

  it('whole pool: a real 429 and nothing inside a stream', async () => {
    await using stage = await startStage();
    for (const id of ['acc-a', 'acc-b']) stage.account(id).always(firstEventFailed('usage_limit_reached'));
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).type]).toEqual([429, 'usage_limit_reached']);
  });

  it('codex.rate_limits passes to the client of one account byte for byte and becomes its usage', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const resetAt = Math.floor(Date.now() / 1000) + 900;
    const primary = { used_percent: 42, window_minutes: 300, reset_at: resetAt };
    const limits = { type: 'codex.rate_limits', plan_type: 'plus', rate_limits: { primary, secondary: null } };
    const done = { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } };
    stage.account('acc-a').script([
      events([
        { event: 'codex.rate_limits', data: limits },
        { event: 'response.completed', data: done },
      ]),
    ]);
    const answer = await stage.turn();
    expect(answer.bytes.equals(stage.upstream.turns()[0]?.sentBytes ?? Buffer.alloc(0))).toBe(true);
    expect(stage.summary('acc-a').usage.primaryRemainingPercent).toBe(58);
  });
});

describe('after the first visible event', () => {
  it.each([
    ['drop after response.created', dropAfterFirstEvent()],
    ['drop after the first text', dropAfterFirstEvent(5)],
    ['end without response.completed', endWithoutCompleted()],
  ] as const)('%s: nobody else is asked, and response.failed ends the stream', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    const answer = await stage.turn();
    const shown = stage.upstream.turns()[0]?.sentBytes ?? Buffer.alloc(0);
    expect(answer.status).toBe(200);
    expect(answer.bytes.subarray(0, shown.length).equals(shown)).toBe(true);
    expect(lastEvent(answer)).toEqual({ type: 'response.failed', code: 'stream_incomplete' });
    expect(answer.events.every(({ data }) => data !== undefined)).toBe(true);
    expect(answer.events.filter(({ event }) => event === 'response.failed')).toHaveLength(1);
    expect(stage.served()).toEqual(['acc-a']);
    expect((await stage.requestLog())[0]).toMatchObject({
      status: 'error',
      statusCode: 200,
      errorCode: 'stream_incomplete',
    });
  });

  it('a limit inside the stream passes as it came and changes the account’s state', async () => {
    await using stage = await startStage();
    const added = { type: 'response.output_text.delta', delta: 'half' };
    const error = { code: 'usage_limit_reached', message: 'The usage limit has been reached' };
    const failed = { type: 'response.failed', response: { id: 'r', status: 'failed', error } };
    stage.account('acc-a').script([
      events([
        { event: 'response.output_text.delta', data: added },
        { event: 'response.failed', data: failed },
      ]),
    ]);
    const answer = await stage.turn();
    expect(answer.bytes.equals(stage.upstream.turns()[0]?.sentBytes ?? Buffer.alloc(0))).toBe(true);
    expect(stage.served()).toEqual(['acc-a']);
    expect(stage.summary('acc-a').status).toBe('rate_limited');
  });
});

describe('the log of a request that was failed over', () => {
  it('has every attempt with its decision, and the raw upstream error although the request succeeded', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    await stage.turn();
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({ status: 'success', statusCode: 200, upstreamStatusCode: 429 });
    expect(entry?.accountId).toBe(stage.summary('acc-b').accountId);
    expect(JSON.parse(entry?.upstreamError ?? '')).toMatchObject({ error: { type: 'usage_limit_reached' } });
    expect(entry?.attempts.map(({ outcome, statusCode }) => [outcome, statusCode])).toEqual([
      ['refused', 429],
      ['answered', 200],
    ]);
    const [first, second] = entry?.attempts ?? [];
    expect(first?.rawError).toBe(entry?.upstreamError);
    expect(second?.decision.candidates).toContainEqual(
      expect.objectContaining({ accountId: first?.accountId, verdict: 'ineligible' }),
    );
  });

  it('keeps raw errors short and without secrets', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const token = stage.account('acc-a').accessToken;
    stage.account('acc-a').script([status(400, { detail: `Bearer ${token} ${'y'.repeat(9000)}` })]);
    await stage.turn();
    const [entry] = await stage.requestLog();
    expect(entry?.upstreamError?.length).toBeLessThan(4200);
    expect(JSON.stringify(entry)).not.toContain(token);
  });
});
