import { describe, expect, it } from 'vitest';

import { createBatches } from './event-batches.ts';

function batching() {
  const delivered: number[] = [];
  const scheduled: { work: () => void; atMs: number }[] = [];
  const clock = { nowMs: 0 };
  const push = createBatches<number>({
    intervalMs: 100,
    nowMs: () => clock.nowMs,
    schedule: (work, ms) => scheduled.push({ work, atMs: clock.nowMs + ms }),
    deliver: (event) => delivered.push(event),
  });
  const goTo = (ms: number) => {
    clock.nowMs = ms;
    for (const due of scheduled.splice(0)) due.work();
  };
  return { push, goTo, delivered, scheduled, clock };
}

describe('createBatches', () => {
  it('delivers a lone event at once', () => {
    const { push, delivered, clock } = batching();
    push(1);
    clock.nowMs = 100;
    push(2);
    expect(delivered).toEqual([1, 2]);
  });

  it('delivers a flood once per interval, in order and whole', () => {
    const { push, goTo, delivered, scheduled } = batching();
    for (const event of [1, 2, 3, 4]) push(event);
    expect(delivered).toEqual([1]);
    expect(scheduled.map(({ atMs }) => atMs)).toEqual([100]);
    goTo(100);
    expect(delivered).toEqual([1, 2, 3, 4]);
  });
});
