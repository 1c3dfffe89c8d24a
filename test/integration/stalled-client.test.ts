import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { events } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { turnBody, type Stage } from './harness.ts';
import { open } from './http-client.ts';
import { ownModel, startSourceStage } from './source-stage.ts';
import { create, TestSocket } from './websocket-client.ts';

const json = { 'content-type': 'application/json' };
/** 64 MiB: more than all the buffers on the way to somebody who does not read. */
const delta = { type: 'response.output_text.delta', delta: 'x'.repeat(256 * 1024) };
const muchText = events(Array.from({ length: 256 }, () => ({ event: delta.type, data: delta })));

/** Time passes until the request is over; how much of it passes is up to how soon everybody's buffers are full. */
async function settled(stage: Stage, clock: ManualClock): Promise<RequestLogEntry> {
  const over = new AbortController();
  const logged = stage.nextEvent(({ type }) => type === 'request').finally(() => over.abort());
  while (!over.signal.aborted) {
    await clock.advance(1000);
    await nextTurn();
  }
  const event = await logged;
  if (event.type !== 'request') throw new Error('That is no request.');
  return event.request;
}

const stalled = {
  status: 'cancelled',
  errorCode: 'client_stalled',
  errorMessage: 'The client took nothing of its answer for 300 seconds (clientStallTimeout), and was let go.',
  usageEstimated: true,
};

describe('N10: a client that never reads gives its place back', () => {
  it.each([
    ['/backend-api/codex/responses', turnBody()],
    ['/v1/responses', turnBody()],
    [
      '/v1/chat/completions',
      JSON.stringify({ model: 'gpt-5.5', stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    ],
  ])('%s', async (path, body) => {
    const clock = new ManualClock();
    await using keys = await startKeyStage({
      accounts: ['acc-a'],
      clock,
      environment: { EVENKEEL_ACCOUNT_STREAM_LIMIT: '1', EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' },
    });
    const { stage } = keys;
    const { key, id } = await keys.create({
      limits: [{ limitType: 'requests', limitWindow: 'daily', maxValue: 5, modelFilter: null }],
    });
    stage.account('acc-a').script([muchText]);
    const response = await open(stage.origin, path, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${key}` },
      body,
    });
    response.pause();
    response.on('error', () => undefined);
    expect([stage.summary('acc-a').inFlight, (await keys.turn(key)).status]).toEqual([1, 429]);
    const cut = new Promise<void>((resolve) => response.once('close', resolve));
    const row = await settled(stage, clock);
    expect(row).toMatchObject({ ...stalled, statusCode: 200 });
    await stage.upstream.turns()[0]?.ended;
    expect(stage.upstream.turns()[0]?.closedEarlyAtMs).not.toBeNull();
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', inFlight: 0, lastError: null });
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 1, reservedValue: 0 });
    expect((await keys.turn(key)).status).toBe(200);
    response.resume();
    await cut;
    expect(response.complete).toBe(false);
  });

  it('a WebSocket', async () => {
    const clock = new ManualClock();
    await using keys = await startKeyStage({ accounts: ['acc-a'], clock });
    const { stage } = keys;
    stage.account('acc-a').script([muchText]);
    await using socket = await TestSocket.open(stage);
    socket.ws.pause();
    socket.send(create());
    expect(await settled(stage, clock)).toMatchObject({ ...stalled, transport: 'websocket' });
    await stage.upstream.sockets[0]?.closed;
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', inFlight: 0, lastError: null });
    socket.ws.resume();
    expect((await socket.closed).code).toBe(1006);
  });

  it('a model source is let go as an account is', async () => {
    const clock = new ManualClock();
    await using sources = await startSourceStage({ maxConcurrency: 1 }, { accounts: [], clock });
    const { stage, source } = sources;
    const chunk = JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: delta.delta } }] });
    source.script([{ kind: 'raw', bytes: `data: ${chunk}\n\n`.repeat(256) }]);
    const response = await open(stage.origin, '/v1/chat/completions', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ model: ownModel, stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    });
    response.pause();
    response.on('error', () => undefined);
    expect(await sources.summary()).toMatchObject({ running: 1 });
    expect(await settled(stage, clock)).toMatchObject(stalled);
    await source.requests[0]?.closedEarly;
    expect(await sources.summary()).toMatchObject({ running: 0, lastError: null });
    response.destroy();
  });
});
