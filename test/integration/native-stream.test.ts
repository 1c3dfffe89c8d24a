import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { events, ok, silent } from '../fakes/upstream/steps.ts';
import { eventsFrom, lastEvent, open, readAnswer } from './http-client.ts';
import { startStage, turnBody, type Stage } from './harness.ts';

const json = { 'content-type': 'application/json' };

function openTurn(stage: Stage, signal?: AbortSignal) {
  return open(stage.origin, '/backend-api/codex/responses', {
    method: 'POST',
    headers: json,
    body: turnBody(),
    ...(signal ? { signal } : {}),
  });
}

/** Node offers it behind a flag that can be set while it runs. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node cannot be told to collect garbage.');
  collect();
}

describe('a client that leaves', () => {
  it('in the middle of a stream aborts the upstream call within 100 ms', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c d', { hold })]);
    const response = await openTurn(stage);
    await once(response, 'data');
    const [turn] = stage.upstream.turns();
    const leftAtMs = performance.now();
    response.destroy();
    await turn?.ended;
    expect((turn?.closedEarlyAtMs ?? Infinity) - leftAtMs).toBeLessThan(100);
    hold.open();
  });

  it.each(['head', 'nothing'] as const)(
    'before any event (upstream sent %s) aborts it within 100 ms and nobody else is tried',
    async (after) => {
      await using stage = await startStage();
      const latch = createLatch();
      stage.account('acc-a').script([silent(latch, after)]);
      const leaving = new AbortController();
      const gone = openTurn(stage, leaving.signal).catch((error: NodeJS.ErrnoException) => error.code);
      const turn = await stage.upstream.waitForRequest(({ pathname }) => pathname.endsWith('/responses'));
      const logged = stage.nextEvent(({ type }) => type === 'request');
      const leftAtMs = performance.now();
      leaving.abort();
      expect(await gone).toBe('ABORT_ERR');
      await turn.ended;
      expect((turn.closedEarlyAtMs ?? Infinity) - leftAtMs).toBeLessThan(100);
      await logged;
      expect((await stage.requestLog())[0]).toMatchObject({ status: 'cancelled', errorCode: 'client_closed' });
      expect(stage.served()).toEqual(['acc-a']);
      expect(stage.summary('acc-a')).toMatchObject({ status: 'active', inFlight: 0, lastError: null });
    },
  );
});

describe('silence', () => {
  it('is not cut: head and events come whenever the upstream sends them', async () => {
    await using stage = await startStage();
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const answer = stage.turn();
    await stage.upstream.waitForRequest(({ pathname }) => pathname.endsWith('/responses'));
    // Longer than any timer that a library sets in seconds by mistake for milliseconds; the real ones are minutes.
    await wait(1500);
    latch.open();
    expect(lastEvent(await answer).type).toBe('response.completed');
  });

  it('after the first event each further event is handed on at once, not collected', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('one two', { hold, holdAfterEvents: 1 })]);
    const response = await openTurn(stage);
    const stream = eventsFrom(response);
    expect((await stream.next()).value).toMatchObject({ event: 'response.created' });
    hold.open();
    let last = '';
    for await (const { event } of stream) last = event;
    expect(last).toBe('response.completed');
  });
});

describe('back-pressure', () => {
  it('a client that does not read stops the upstream, and loses no byte when it reads on', async () => {
    await using stage = await startStage();
    const delta = 'x'.repeat(256 * 1024);
    const list = Array.from({ length: 256 }, (_, index) => ({
      event: 'response.output_text.delta',
      data: { type: 'response.output_text.delta', sequence_number: index, delta },
    }));
    const end = { event: 'response.completed', data: { type: 'response.completed', response: { id: 'r' } } };
    stage.account('acc-a').script([events([...list, end])]);
    const response = await openTurn(stage);
    response.pause();
    const turn = stage.upstream.turns()[0];
    const sent = (): number => turn?.sentBytes.length ?? 0;
    const heapBefore = process.memoryUsage();
    let before = -1;
    for (let now = sent(); now !== before; now = sent()) {
      before = now;
      await wait(250);
    }
    // 64 MiB in all; the two sockets' buffers and ours hold the rest.
    expect(before).toBeLessThan(32 * 1024 * 1024);
    // What nobody holds any more is not counted, whenever the next collection would have come by itself.
    collectGarbage();
    const grown = process.memoryUsage().arrayBuffers - heapBefore.arrayBuffers;
    expect(grown).toBeLessThan(32 * 1024 * 1024);
    const answer = await readAnswer(response);
    expect(answer.bytes.length).toBeGreaterThan(64 * 1024 * 1024);
    expect(answer.bytes.equals(turn?.sentBytes ?? Buffer.alloc(0))).toBe(true);
  });

  it('a client that never reads and then leaves releases the account', async () => {
    await using stage = await startStage();
    const delta = 'x'.repeat(256 * 1024);
    const list = Array.from({ length: 200 }, () => ({
      event: 'response.output_text.delta',
      data: { type: 'response.output_text.delta', delta },
    }));
    stage.account('acc-a').script([events(list)]);
    const response = await openTurn(stage);
    response.pause();
    expect(stage.summary('acc-a').inFlight).toBe(1);
    const logged = stage.nextEvent(({ type }) => type === 'request');
    response.destroy();
    await logged;
    await stage.upstream.turns()[0]?.ended;
    await nextTurn();
    expect(stage.summary('acc-a').inFlight).toBe(0);
    expect(stage.engine.state().activeRequests).toBe(0);
  });
});
