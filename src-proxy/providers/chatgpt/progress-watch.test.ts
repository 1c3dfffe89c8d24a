import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ProgressWatch } from './progress-watch.ts';
import { isProgress } from './response-events.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watch(idleTimeoutMs: number, firstEventTimeoutMs: number): { watch: ProgressWatch; codes: string[] } {
  const codes: string[] = [];
  const onStall = ({ code }: { code: string }): void => void codes.push(code);
  return { watch: new ProgressWatch({ idleTimeoutMs, firstEventTimeoutMs, onStall }), codes };
}

describe('ProgressWatch', () => {
  it('gives the first event its own time, and every later one the idle time', () => {
    const { watch: progress, codes } = watch(100, 10);
    progress.start();
    vi.advanceTimersByTime(9);
    progress.noteProgress();
    vi.advanceTimersByTime(99);
    progress.noteProgress();
    vi.advanceTimersByTime(99);
    expect(codes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(codes).toEqual(['stream_idle_timeout']);
  });

  it('names what it waited for in vain', () => {
    const slow = watch(100, 10);
    slow.watch.start();
    const silent = watch(10, 100);
    silent.watch.start();
    vi.advanceTimersByTime(10);
    expect([slow.codes, silent.codes]).toEqual([['first_event_timeout'], ['stream_idle_timeout']]);
  });

  it('does not count while the client is the slow one, nor before the start, nor after the end', () => {
    const { watch: progress, codes } = watch(100, 10);
    vi.advanceTimersByTime(1000);
    progress.start();
    progress.noteProgress();
    progress.pause();
    progress.noteProgress();
    vi.advanceTimersByTime(1000);
    progress.start();
    vi.advanceTimersByTime(99);
    expect(codes).toEqual([]);
    progress.stop();
    progress.start();
    vi.advanceTimersByTime(1000);
    expect(codes).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('isProgress', () => {
  it.each([
    'response.created',
    'response.in_progress',
    'response.output_text.delta',
    'response.reasoning_summary_text.delta',
    'response.completed',
    'error',
  ])('%s brings the answer forward', (type) => expect(isProgress(type)).toBe(true));

  it.each(['', 'keepalive', 'ping', 'response.keepalive', 'codex.keepalive', 'codex.rate_limits'])(
    '%j only shows that a connection is open',
    (type) => expect(isProgress(type)).toBe(false),
  );
});
