import { once } from 'node:events';
import { connect } from 'node:net';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { closeWith, dropAfterFirstEvent, frames, ok, silent } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { create, TestSocket } from './websocket-client.ts';

const codes = [1000, 1001, 1008, 1009, 1011, 1012, 1013, 3000, 4321];

describe('close codes go both ways', () => {
  it.each(codes)('%i of the upstream between two requests reaches the client', async (code) => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    stage.upstream.sockets[0]?.close(code, 'because');
    expect(await socket.closed).toEqual({ code, reason: 'because' });
  });

  it('1006: an upstream that is gone without a word leaves the client without one', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    stage.upstream.sockets[0]?.terminate();
    expect((await socket.closed).code).toBe(1006);
  });

  it.each(codes)('%i of the client reaches the upstream', async (code) => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    socket.ws.close(code);
    expect(await stage.upstream.sockets[0]?.closed).toBe(code);
    await socket.closed;
  });

  it('1006: a client that is killed takes its upstream connection with it', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    socket.ws.terminate();
    expect(await stage.upstream.sockets[0]?.closed).toBe(1006);
  });
});

describe('in the middle of an answer', () => {
  it.each(['terminate', 'close'] as const)(
    'a client that leaves (%s) ends the upstream’s work while it is still at it, and is logged so',
    async (how) => {
      await using stage = await startStage();
      const hold = createLatch();
      stage.account('acc-a').script([ok('a b c d', { hold })]);
      await using socket = await TestSocket.open(stage);
      const announced = stage.nextEvent(({ type }) => type === 'request');
      socket.send(create());
      while (!(await socket.next())?.includes('output_text.delta'));
      socket.ws[how]();
      await stage.upstream.sockets[0]?.closed;
      // The answer is still held in its middle: nothing but our going can have ended it.
      await announced;
      expect((await stage.requestLog())[0]).toMatchObject({ status: 'cancelled', errorCode: 'client_closed' });
      expect(stage.summary('acc-a')).toMatchObject({ status: 'active', inFlight: 0, lastError: null });
      hold.open();
    },
  );

  it('a client that leaves before anything came is logged so, and nobody else is asked', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([silent(createLatch())]);
    await using socket = await TestSocket.open(stage);
    const announced = stage.nextEvent(({ type }) => type === 'request');
    socket.send(create());
    await stage.upstream.waitForCreate(() => true);
    socket.ws.terminate();
    await announced;
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'cancelled' });
    expect(stage.upstream.creates).toHaveLength(1);
  });

  it.each([
    ['a connection that breaks', dropAfterFirstEvent(5)],
    ['a close with 1011', closeWith(1011, 5)],
    ['a close with 1000', closeWith(1000, 5)],
    ['a binary frame', frames(['{"type":"response.output_text.delta","delta":"a"}', Buffer.from([1, 2])])],
  ])('%s: one terminal event in the protocol’s own form, then the end', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    await using socket = await TestSocket.open(stage);
    const answer = await socket.ask();
    expect(answer).toMatchObject({ end: 'response.failed', error: { code: 'stream_incomplete' } });
    expect((await socket.closed).code).toBe(1011);
    expect(stage.upstream.creates).toHaveLength(1);
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'error', errorCode: 'stream_incomplete' });
  });

  it('a frame of more than 16 MiB is no event', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const large = JSON.stringify({ type: 'response.output_text.delta', delta: 'x'.repeat(16 * 1024 * 1024) });
    stage.account('acc-a').script([frames(['{"type":"response.output_text.delta","delta":"a"}', large])]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({
      end: 'response.failed',
      error: { code: 'upstream_event_too_large' },
    });
  });
});

describe('a stop', () => {
  it('ends idle connections at once and a running answer after its end, both with 1012; new ones are refused', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c', { hold })]);
    await using idle = await TestSocket.open(stage);
    await using busy = await TestSocket.open(stage);
    busy.send(create());
    await stage.upstream.waitForCreate(() => true);
    const stopped = stage.engine.stop();
    expect((await idle.closed).code).toBe(1012);
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 503');
    busy.send(create());
    hold.open();
    // In the order of the questions: frames do not say what they answer.
    expect(await busy.answer()).toMatchObject({ end: 'response.completed', text: 'a b c' });
    expect(await busy.answer()).toMatchObject({
      end: 'error',
      error: { code: 'draining' },
      last: { status_code: 503 },
    });
    expect((await busy.closed).code).toBe(1012);
    await stopped;
  });

  it('whose patience is over ends a running answer with its terminal event', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_SHUTDOWN_DRAIN_TIMEOUT: '0' } });
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c', { hold }), silent(hold)]);
    await using begun = await TestSocket.open(stage);
    begun.send(create());
    while (!(await begun.next())?.includes('output_text.delta'));
    await using waiting = await TestSocket.open(stage);
    waiting.send(create());
    await stage.upstream.waitForCreate((frame) => frame.socket === stage.upstream.sockets[1]);
    const answers = Promise.all([begun.answer(), waiting.answer()]);
    await stage.engine.stop();
    expect(await answers).toMatchObject([
      { end: 'response.failed', error: { code: 'draining' } },
      { end: 'error', error: { code: 'draining' } },
    ]);
    expect([(await begun.closed).code, (await waiting.closed).code]).toEqual([1012, 1012]);
    hold.open();
  });
});

describe('a connection that is kept', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('pings of both sides are answered', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    await stage.upstream.sockets[0]?.ping();
    socket.ws.ping('hi');
    const [echo] = (await once(socket.ws, 'pong')) as [Buffer];
    expect(echo.toString()).toBe('hi');
  });

  it('is pinged both ways every 25 seconds; a side that does not answer until the next ping is gone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const raw = connect(stage.port, '127.0.0.1');
    raw.write(
      `GET /backend-api/codex/responses HTTP/1.1\r\nhost: 127.0.0.1:${stage.port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    await once(raw, 'data');
    const pinged = once(socket.ws, 'ping');
    const heard = once(raw, 'data');
    const dead = once(raw, 'close');
    vi.advanceTimersByTime(25_000);
    await pinged;
    expect(((await heard) as [Buffer])[0][0]).toBe(0x89);
    // By the answer to a ping of ours it is certain that those to the proxy's have arrived.
    socket.ws.ping();
    await once(socket.ws, 'pong');
    await vi.waitFor(() => expect(stage.upstream.sockets[0]?.pings).toBe(1));
    await stage.upstream.sockets[0]?.ping();
    vi.advanceTimersByTime(25_000);
    await dead;
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
  });

  it('3.6.4: after 55 minutes the upstream’s is given back, and the next request is sent to a new one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    clock.skip(55 * 60_000);
    vi.advanceTimersByTime(25_000);
    expect(await stage.upstream.sockets[0]?.closed).toBe(1000);
    expect(socket.ws.readyState).toBe(socket.ws.OPEN);
    expect(await socket.ask({ previous_response_id: first.responseId })).toMatchObject({
      end: 'error',
      last: { status_code: 400 },
      error: { code: 'websocket_connection_limit_reached' },
    });
    expect((await socket.closed).code).toBe(1012);
  });

  it('3.6.4: of 55 minutes and used again takes a new one where the whole input is there', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    clock.skip(55 * 60_000);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
    expect(stage.upstream.sockets.map(({ closeCode }) => closeCode)).toEqual([1000, null]);
  });
});
