import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { frames, ok, silent } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { create, TestSocket } from './websocket-client.ts';

describe('frames', () => {
  it('arrive as the upstream sent them, byte for byte, each a text frame of its own', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const odd = [
      '{ "type" : "response.created", "response":{"id":"r\\u00e9sp"} }',
      '{"type":"codex.rate_limits","rate_limits":null}',
      '{"sequence_number":7,"type":"response.output_text.delta","delta":"é\\n\\u2028🎈"}',
      '{"type":"response.unheard.of","deep":{"type":"error"}}',
      '{"type":"response.completed","response":{"id":"r","usage":{"input_tokens":3,"output_tokens":4}}}  ',
    ];
    stage.account('acc-a').script([frames(odd)]);
    await using socket = await TestSocket.open(stage);
    expect((await socket.ask()).frames).toEqual(odd);
    expect((await stage.requestLog())[0]).toMatchObject({ inputTokens: 3, outputTokens: 4, tokens: 7 });
  });

  it('go up as the client sent them, byte for byte', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const odd = `{ "input" : [], "x":"é\\u00e9",\n "type":"response.create","model":"gpt-5.5" }`;
    socket.send(odd);
    await socket.answer();
    expect(stage.upstream.creates[0]?.raw.toString('utf8')).toBe(odd);
  });

  it('a turn of several requests keeps to one connection, one request after another', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask({ generate: false });
    const second = await socket.ask({ previous_response_id: first.responseId });
    const third = await socket.ask({ previous_response_id: second.responseId, input: [] });
    expect([first.end, second.end, third.end]).toEqual(Array(3).fill('response.completed'));
    expect(stage.upstream.sockets).toHaveLength(1);
    expect(first.frames).toEqual(stage.upstream.creates[0]?.sent);
    expect(third.frames).toEqual(stage.upstream.creates[2]?.sent);
  });

  it('response.create multiplexed: a second one waits its turn, and both finish', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('one', { hold }), ok('two')]);
    await using socket = await TestSocket.open(stage);
    socket.send(create());
    socket.send(create());
    await stage.upstream.waitForCreate(() => true);
    await nextTurn();
    expect(stage.upstream.creates).toHaveLength(1);
    hold.open();
    expect([(await socket.answer()).text, (await socket.answer()).text]).toEqual(['one', 'two']);
    expect(stage.upstream.sockets).toHaveLength(1);
  });

  it('response.create multiplexed: more than may wait are told so, and lose nothing else', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('one', { hold })]);
    await using socket = await TestSocket.open(stage);
    for (let sent = 0; sent < 10; sent += 1) socket.send(create());
    await stage.upstream.waitForCreate(() => true);
    // By the time that a ping is answered, all that was sent before it has been read.
    socket.ws.ping();
    await once(socket.ws, 'pong');
    hold.open();
    const ends = [];
    for (let answered = 0; answered < 9; answered += 1) ends.push((await socket.answer()).end);
    expect(ends).toEqual(Array(9).fill('response.completed'));
    const refusal = await socket.answer();
    expect(refusal).toMatchObject({ error: { code: 'rate_limit_exceeded' }, last: { status_code: 429 } });
    expect(stage.upstream.creates).toHaveLength(9);
  });

  it('response.create multiplexed: who goes on although none is taken is sent away with 1008', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([silent(createLatch())]);
    await using socket = await TestSocket.open(stage);
    for (let sent = 0; sent < 80; sent += 1) socket.send(create());
    expect((await socket.closed).code).toBe(1008);
    await stage.upstream.sockets[0]?.closed;
    expect(stage.upstream.creates).toHaveLength(1);
  });

  it('what is no request goes to the upstream as it is, also while an answer runs', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('one', { hold })]);
    await using socket = await TestSocket.open(stage);
    socket.send('{"type":"something.new", "x":1}');
    socket.send(create());
    await stage.upstream.waitForCreate(() => true);
    socket.send('{"type":"response.cancel"}');
    hold.open();
    await socket.answer();
    await socket.ask();
    const types = stage.upstream.sockets[0]?.frames.map(({ raw }) => raw.toString('utf8'));
    expect(types).toContain('{"type":"something.new", "x":1}');
    expect(types).toContain('{"type":"response.cancel"}');
  });

  it('what the upstream says between two requests reaches the client', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    stage.upstream.sockets[0]?.send('{"type":"codex.rate_limits", "rate_limits":{}}');
    expect(await socket.next()).toBe('{"type":"codex.rate_limits", "rate_limits":{}}');
  });

  it.each([
    ['no JSON', 'hello'],
    ['half an object', '{"type":'],
    ['no type', '{"model":"x"}'],
    ['an array', '[1]'],
    ['binary', Buffer.from(JSON.stringify(create()))],
  ])('malformed (%s): an error frame, and the connection stays', async (_name, frame) => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    socket.ws.send(frame, { binary: Buffer.isBuffer(frame) });
    const refusal = await socket.answer();
    expect(refusal).toMatchObject({ end: 'error', error: { code: 'request_malformed' } });
    // Never both: to the Codex CLI they are one member, and the frame could not be read.
    expect(refusal.last.status_code).toBe(400);
    expect(refusal.last.status).toBeUndefined();
    expect(stage.upstream.sockets[0]?.frames).toEqual([]);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
  });

  it('2.7: a request of more than 15 MiB is refused in words, because we do not shorten history', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const refusal = await socket.ask({ input: ['x'.repeat(15 * 1024 * 1024)] });
    expect(refusal).toMatchObject({
      end: 'error',
      last: { status_code: 400 },
      error: { code: 'payload_too_large', param: 'input' },
    });
    expect(String(refusal.error.message)).toMatch(/15 MiB.*does not shorten/);
    expect(await socket.ask({ input: ['x'.repeat(14 * 1024 * 1024)] })).toMatchObject({ end: 'response.completed' });
  });

  it('N10: a frame of more than maxRequestBody ends the connection with 1009', async () => {
    await using stage = await startStage();
    await stage.set({ maxRequestBody: 1 });
    await using socket = await TestSocket.open(stage);
    socket.send(create({ input: ['x'.repeat(1024 * 1024)] }));
    expect((await socket.closed).code).toBe(1009);
    await stage.upstream.sockets[0]?.closed;
    expect(stage.upstream.creates).toEqual([]);
  });
});
