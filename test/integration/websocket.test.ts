import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { events, frames, ok, silent } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { create, TestSocket } from './websocket-client.ts';

const identity = {
  'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64)',
  originator: 'codex_exec',
  'thread-id': 'thread-1',
  'session-id': 'thread-1',
  'x-codex-turn-metadata': '{"turn_id":"t"}',
};

const logged = (stage: Stage) => stage.nextEvent(({ type }) => type === 'request');

describe('the handshake', () => {
  it('goes on with who the client is and the account that pays, and nothing of the client’s own sign-in', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage, {
      offersDeflate: true,
      headers: {
        ...identity,
        authorization: 'Bearer of-the-client',
        'chatgpt-account-id': 'acc-client',
        cookie: 'a=b',
        'openai-beta': 'responses=experimental, something=1',
      },
    });
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
    const [upstream] = stage.upstream.sockets;
    expect(upstream?.path).toBe('/backend-api/codex/responses');
    expect(upstream?.headers).toMatchObject({
      ...identity,
      authorization: `Bearer ${stage.account('acc-a').accessToken}`,
      'chatgpt-account-id': 'acc-a',
      'openai-beta': 'something=1, responses_websockets=2026-02-06',
    });
    expect(upstream?.headers['sec-websocket-extensions']).toBeUndefined();
    expect(upstream?.rawHeaders.join('\n')).not.toMatch(/of-the-client|acc-client|a=b|accept/i);
  });

  it('a client that does not say who it is goes by our name', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    expect(socket.head.statusCode).toBe(101);
    expect(stage.upstream.sockets[0]?.headers).toMatchObject({
      'user-agent': 'evenkeel/0.0.0-test',
      'openai-beta': 'responses_websockets=2026-02-06',
    });
  });

  it('brings back what the client reads from the upstream’s 101, and no session of the account', async () => {
    await using stage = await startStage();
    stage.account('acc-a').handshakeHeaders = {
      'x-codex-turn-state': 'state-of-a',
      'x-models-etag': 'W/"1"',
      'x-reasoning-included': 'true',
      'openai-model': 'gpt-5.5',
      'set-cookie': 'session=of-the-account',
      'x-codex-primary-used-percent': '42',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': String(Math.floor(Date.now() / 1000) + 600),
    };
    const { etag } = (await stage.call('/backend-api/codex/models')).headers;
    await using socket = await TestSocket.open(stage, { offersDeflate: true });
    expect(socket.head.headers).toMatchObject({
      'x-codex-turn-state': 'state-of-a',
      // Of the list that the client is given, which is the pool's.
      'x-models-etag': etag,
      'x-reasoning-included': 'true',
      'openai-model': 'gpt-5.5',
    });
    expect(socket.head.headers['set-cookie']).toBeUndefined();
    expect(socket.head.headers['sec-websocket-extensions']).toBeUndefined();
    expect(stage.summary('acc-a').usage.primaryRemainingPercent).toBe(58);
  });

  it('also at the path of clients that append /v1, with its query', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage, { path: '/backend-api/codex/v1/responses?a=1' });
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
    expect(stage.upstream.sockets[0]?.path).toBe('/backend-api/codex/responses?a=1');
  });
});

describe('the log', () => {
  it('has a row for each request with transport, usage and path; warming up is kept apart; it is announced', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage, { headers: identity });
    const announced = logged(stage);
    const warm = await socket.ask({ generate: false });
    expect(await announced).toMatchObject({ request: { requestKind: 'prewarm', transport: 'websocket' } });
    await socket.ask({ previous_response_id: warm.responseId });
    const [turn, prewarm, ...more] = await stage.requestLog();
    expect(more).toEqual([]);
    expect(prewarm).toMatchObject({ requestKind: 'prewarm', status: 'success' });
    expect(turn).toMatchObject({
      requestKind: 'responses',
      transport: 'websocket',
      method: 'GET',
      path: '/backend-api/codex/responses',
      conversationId: 'thread-1',
      accountId: stage.summary('acc-a').accountId,
      model: 'gpt-5.5',
      status: 'success',
      statusCode: 200,
      inputTokens: 120,
      cachedInputTokens: 100,
      outputTokens: 20,
      reasoningTokens: 5,
      useragent: identity['user-agent'],
      clientIp: '127.0.0.1',
    });
    expect(turn?.attempts).toHaveLength(1);
    expect(turn?.latencyFirstEventMs).not.toBeNull();
  });

  it('4.6: without headers, prompt_cache_key names the conversation and keeps it on its account', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    const serve = async (key: string): Promise<void> => {
      await using socket = await TestSocket.open(stage);
      await socket.ask({ prompt_cache_key: key });
    };
    await serve('c-1');
    await serve('c-2');
    await serve('c-1');
    await serve('c-1');
    const [home, , ...rest] = stage.upstream.creates.map(({ accountId }) => accountId);
    expect(rest).toEqual([home, home]);
    expect((await stage.requestLog())[0]?.conversationId).toBe('c-1');
  });

  it('usage in frames is learned from', async () => {
    await using stage = await startStage();
    const resetAt = Math.floor(Date.now() / 1000) + 600;
    const limits = { primary: { used_percent: 77, window_minutes: 300, reset_at: resetAt }, secondary: null };
    stage
      .account('acc-a')
      .script([
        frames([
          JSON.stringify({ type: 'codex.rate_limits', plan_type: 'plus', rate_limits: limits }),
          JSON.stringify({ type: 'response.completed', response: { id: 'r' } }),
        ]),
      ]);
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    expect(stage.summary('acc-a').usage.primaryRemainingPercent).toBe(23);
  });
});

describe('what a connection holds', () => {
  it('a place on its account only while a request runs (pains, row 2)', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    await using socket = await TestSocket.open(stage);
    expect(stage.summary('acc-a').inFlight).toBe(0);
    stage.account('acc-a').script([ok('one', { hold })]);
    socket.send(create());
    await stage.upstream.waitForCreate(() => true);
    expect([stage.summary('acc-a').inFlight, stage.engine.state().activeRequests]).toEqual([1, 1]);
    hold.open();
    await socket.answer();
    await nextTurn();
    expect([stage.summary('acc-a').inFlight, stage.engine.state().activeRequests]).toEqual([0, 0]);
  });

  it('nothing else: 100 connections at once, each with its own answer', async () => {
    await using stage = await startStage();
    await stage.set({ accountStreamLimit: 0, accountResponseCreateLimit: 0 });
    const sockets = await Promise.all(Array.from({ length: 100 }, () => TestSocket.open(stage)));
    const answers = await Promise.all(sockets.map((socket) => socket.ask()));
    expect(answers.map(({ end }) => end)).toEqual(Array(100).fill('response.completed'));
    expect(new Set(answers.map(({ responseId }) => responseId)).size).toBe(100);
    await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()));
    await Promise.all(stage.upstream.sockets.map(({ closed }) => closed));
    expect(stage.summary('acc-a').inFlight).toBe(0);
  });

  it('N10: a client that does not read stops the upstream, others are served, and no byte is lost', async () => {
    await using stage = await startStage();
    const delta = 'x'.repeat(256 * 1024);
    const list = Array.from({ length: 256 }, (_, index) => ({
      event: 'response.output_text.delta',
      data: { type: 'response.output_text.delta', sequence_number: index, delta },
    }));
    const end = { event: 'response.completed', data: { type: 'response.completed', response: { id: 'r' } } };
    stage.account('acc-a').script([events([...list, end])]);
    await using slow = await TestSocket.open(stage);
    await using other = await TestSocket.open(stage);
    slow.ws.pause();
    slow.send(create());
    const asked = await stage.upstream.waitForCreate(() => true);
    let before = -1;
    for (let now = asked.sent.length; now !== before; now = asked.sent.length) {
      before = now;
      await wait(250);
    }
    // 256 in all; buffers of three sockets and ours hold the rest.
    expect(before).toBeLessThan(128);
    expect(await other.ask()).toMatchObject({ end: 'response.completed' });
    slow.ws.resume();
    const answer = await slow.answer();
    expect(answer.frames).toEqual(asked.sent);
    expect(answer.frames).toHaveLength(257);
  });
});

describe('silence', () => {
  it('ends a request that runs, and nothing that does not', async () => {
    await using stage = await startStage();
    await stage.set({ streamIdleTimeout: 5, replayUnseenFailures: false });
    stage.account('acc-a').script([silent(createLatch())]);
    await using running = await TestSocket.open(stage);
    await using idle = await TestSocket.open(stage);
    expect(await running.ask()).toMatchObject({
      end: 'error',
      last: { status_code: 504 },
      error: { code: 'stream_idle_timeout' },
    });
    expect(await idle.ask()).toMatchObject({ end: 'response.completed' });
  });
});

describe('upstreamTransport = http', () => {
  it('declines every upgrade with 426 and asks the upstream nothing', async () => {
    await using stage = await startStage();
    await stage.set({ upstreamTransport: 'http' });
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect(stage.upstream.sockets).toEqual([]);
    await stage.set({ upstreamTransport: 'auto' });
    await using socket = await TestSocket.open(stage);
    expect(socket.head.statusCode).toBe(101);
  });
});
