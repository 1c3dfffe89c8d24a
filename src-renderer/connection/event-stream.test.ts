import { describe, expect, it } from 'vitest';

import type { LiveEvent } from '#contract/events.ts';

import { sampleAccount, sampleEngine, sampleRequest } from '../state/sample-data.ts';
import { followEvents } from './event-stream.ts';
import type { ConnectionState } from './event-stream.ts';

const snapshot: LiveEvent = { type: 'snapshot', engine: sampleEngine(), accounts: [], requests: [] };
const wire = (event: object & { type?: string }) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** A body that yields the pieces and then ends or breaks. */
function streamOf(pieces: readonly string[], end: 'close' | 'break' = 'close'): Response {
  const encoder = new TextEncoder();
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces[next++];
      if (piece !== undefined) controller.enqueue(encoder.encode(piece));
      else if (end === 'close') controller.close();
      else controller.error(new Error('connection reset'));
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** Answers one connection after the other; when none is left, the page is closed. */
async function follow(answers: readonly (() => Response)[]) {
  const page = new AbortController();
  const events: LiveEvent[] = [];
  const states: ConnectionState[] = [];
  const delaysMs: number[] = [];
  let next = 0;
  await followEvents({
    url: '/api/events',
    fetch: () => {
      const answer = answers[next++];
      if (answer) return Promise.resolve(answer());
      page.abort();
      return Promise.reject(new Error('closed'));
    },
    signal: page.signal,
    random: () => 1,
    sleep: (ms) => {
      delaysMs.push(ms);
      return Promise.resolve();
    },
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
  return { events, states, delaysMs };
}

describe('followEvents', () => {
  it('hands on every event in order, however the bytes are cut', async () => {
    const expected: LiveEvent[] = [
      snapshot,
      { type: 'account', account: sampleAccount({ displayName: 'Zoë ✓' }) },
      { type: 'request', request: sampleRequest() },
    ];
    const bytes = new TextEncoder().encode(`: hello\n\n${expected.map(wire).join('')}`);
    for (const size of [1, 7, 4096]) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      });
      const { events } = await follow([() => new Response(body)]);
      expect(events).toEqual(expected);
    }
  });

  it('is live from the snapshot on, and says so when it is not', async () => {
    const { states } = await follow([() => streamOf([wire(snapshot)])]);
    expect(states).toEqual([{ phase: 'connecting' }, { phase: 'live' }, { phase: 'reconnecting', attempt: 1 }]);
  });

  it('backs off while nobody answers, and begins anew after it was live', async () => {
    const refused = () => new Response(null, { status: 503 });
    const live = () => streamOf([wire(snapshot)], 'break');
    const { delaysMs, states } = await follow([refused, refused, refused, live, refused]);
    expect(delaysMs).toEqual([500, 1000, 2000, 500, 1000]);
    expect(states.filter((state) => state.phase === 'live')).toHaveLength(1);
  });

  it('a 200 that brings no snapshot does not count as live', async () => {
    const { states, delaysMs } = await follow([() => streamOf([]), () => streamOf(['<html>'])]);
    expect(states.some((state) => state.phase === 'live')).toBe(false);
    expect(delaysMs).toEqual([500, 1000]);
  });

  it('passes over what it does not know, and goes on', async () => {
    const { events } = await follow([
      () =>
        streamOf([wire(snapshot), wire({ type: 'weather' }), 'data: not json\n\n', 'data: null\n\n', wire(snapshot)]),
    ]);
    expect(events).toEqual([snapshot, snapshot]);
  });
});
