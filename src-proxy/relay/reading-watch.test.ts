import { describe, expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { ClientAnswer } from './client-answer.ts';
import { ClientStalled, ReadingWatch } from './reading-watch.ts';

const timeoutSeconds = 300;

function watched(more: Partial<ClientAnswer> = {}) {
  const clock = new ManualClock();
  const cuts: Error[] = [];
  let drained = (): void => undefined;
  const answer = {
    onDrain: (listener: () => void) => (drained = listener),
    cut: (reason: Error) => void cuts.push(reason),
    ...more,
  } as unknown as ClientAnswer;
  const watch = new ReadingWatch(answer, { clock, settings: () => ({ clientStallTimeout: timeoutSeconds }) });
  let goesOn = 0;
  return {
    clock,
    cuts,
    watch,
    wait: () => watch.onDrain(() => (goesOn += 1)),
    drain: () => drained(),
    goneOn: () => goesOn,
  };
}

describe('ReadingWatch', () => {
  it('cuts a client that takes nothing, when the time is up and not before', async () => {
    const { clock, cuts, wait } = watched();
    wait();
    await clock.advance(299_999);
    expect(cuts).toEqual([]);
    await clock.advance(1);
    expect(cuts).toEqual([expect.any(ClientStalled)]);
    expect(cuts[0]?.message).toContain('300 seconds (clientStallTimeout)');
    await clock.advance(1_000_000);
    expect(cuts).toHaveLength(1);
  });

  it('never cuts one that reads slowly, however long that takes', async () => {
    const { clock, cuts, wait, drain, goneOn } = watched();
    for (let round = 1; round <= 20; round += 1) {
      wait();
      await clock.advance(250_000);
      drain();
      expect(goneOn()).toBe(round);
    }
    expect(cuts).toEqual([]);
    wait();
    await clock.advance(300_000);
    expect(cuts).toHaveLength(1);
  });

  it('keeps one sleeper for all waits of an answer, and none behind its end', async () => {
    const { clock, cuts, watch, wait, drain } = watched();
    for (let round = 0; round < 100; round += 1) {
      wait();
      drain();
    }
    wait();
    expect(clock.sleeping).toBe(1);
    watch.stop();
    expect(clock.sleeping).toBe(0);
    await clock.advance(1_000_000);
    expect(cuts).toEqual([]);
  });

  it('stops the work where an answer has no connection of its own to cut', async () => {
    let stops = 0;
    const { clock, wait } = watched({ cut: undefined, stop: () => void (stops += 1) } as unknown as ClientAnswer);
    wait();
    await clock.advance(300_000);
    expect(stops).toBe(1);
  });
});
