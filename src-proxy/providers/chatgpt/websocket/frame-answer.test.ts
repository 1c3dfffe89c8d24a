import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { AttemptResult } from '../../provider.ts';
import { FrameAnswer } from './frame-answer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const written: string[] = [];
  const results: AttemptResult[] = [];
  const drains: (() => void)[] = [];
  const reading: string[] = [];
  let isSlow = false;
  const answer = new FrameAnswer({
    sink: {
      commit: () => void written.push('commit'),
      write(frame) {
        written.push(frame.toString());
        return !isSlow;
      },
      onDrain: (listener) => void drains.push(listener),
    },
    observer: { onUsageSample: () => undefined, onFirstEvent: () => undefined },
    nowMs: () => 0,
    holdMs: 5000,
    idleTimeoutMs: 60_000,
    firstEventTimeoutMs: 20_000,
    pause: () => void reading.push('pause'),
    resume: () => void reading.push('resume'),
    done: (result) => void results.push(result),
  });
  const take = (frame: object): void => answer.take(Buffer.from(JSON.stringify(frame)));
  const slowDown = (): void => void (isSlow = true);
  return { answer, written, results, drains, reading, take, slowDown };
}

const created = { type: 'response.created' };
const delta = { type: 'response.output_text.delta' };
const completed = { type: 'response.completed' };
const failed = { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'x' } } };

describe('FrameAnswer', () => {
  it('holds back what no client shows, so that a failure after it is still unseen', () => {
    const { take, written, results } = start();
    take({ type: 'codex.rate_limits' });
    take(created);
    vi.advanceTimersByTime(4999);
    take(failed);
    expect(written).toEqual([]);
    expect(results).toMatchObject([{ kind: 'refused', failure: { class: 'rate_limit' } }]);
  });

  it('holds it back no longer than a client’s patience allows', () => {
    const { take, written, results } = start();
    take(created);
    vi.advanceTimersByTime(5000);
    expect(written).toEqual(['commit', JSON.stringify(created)]);
    take(failed);
    expect(results).toMatchObject([{ kind: 'answered', failure: { class: 'rate_limit' } }]);
  });

  it('shows everything in its order once something can be seen', () => {
    const { take, written, results } = start();
    for (const frame of [created, delta, { type: 'response.created' }, completed]) take(frame);
    expect(written).toEqual(['commit', ...[created, delta, created, completed].map((frame) => JSON.stringify(frame))]);
    expect(results).toMatchObject([{ kind: 'answered', statusCode: 200, usage: null, failure: null }]);
    take(delta);
    expect(written).toHaveLength(5);
  });

  it('silence is the upstream’s, not that of a client that does not read', () => {
    const { take, written, results, drains, reading, slowDown } = start();
    slowDown();
    take(delta);
    vi.advanceTimersByTime(600_000);
    expect([results, reading, written.length]).toEqual([[], ['pause'], 2]);
    for (const drain of drains) drain();
    expect(reading).toEqual(['pause', 'resume']);
    vi.advanceTimersByTime(59_999);
    expect(results).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(results).toMatchObject([{ kind: 'broken', failure: { code: 'stream_idle_timeout' } }]);
  });

  it('has a patience of its own for the first event, and keeping the connection open is none', () => {
    const { take, results } = start();
    vi.advanceTimersByTime(19_999);
    take({ type: 'codex.keepalive' });
    vi.advanceTimersByTime(1);
    expect(results).toMatchObject([{ kind: 'refused', failure: { class: 'dropped', code: 'first_event_timeout' } }]);
    const second = start();
    second.take(created);
    vi.advanceTimersByTime(59_999);
    second.take({ type: 'keepalive' });
    vi.advanceTimersByTime(1);
    expect(second.results).toMatchObject([{ kind: 'broken', failure: { code: 'stream_idle_timeout' } }]);
  });

  it('each event begins the silence anew', () => {
    const { take, results } = start();
    for (let frames = 0; frames < 5; frames += 1) {
      take(delta);
      vi.advanceTimersByTime(59_000);
    }
    expect(results).toEqual([]);
  });

  it.each([
    [1000, 'dropped', 'websocket_handed_back'],
    [1006, 'dropped', 'stream_incomplete'],
    [1009, 'request', 'payload_too_large'],
    [1011, 'server', 'stream_incomplete'],
    [1012, 'dropped', 'stream_incomplete'],
  ])('a close with %i before anything is %s (%s)', (code, kind, errorCode) => {
    const { answer, results } = start();
    answer.closed(code, false);
    expect(results).toMatchObject([{ kind: 'refused', failure: { class: kind, code: errorCode, response: null } }]);
  });
});
