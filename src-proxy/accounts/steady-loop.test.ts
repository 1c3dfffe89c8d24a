import { describe, expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { SteadyLoop, type Round } from './steady-loop.ts';

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

function loopOf(work: (round: Round, count: number) => number, more: { firstRestMs?: number } = {}) {
  const clock = new ManualClock();
  let jumpedMs = 0;
  const rounds: { atMs: number; lateMs: number }[] = [];
  const errors: string[] = [];
  const startMs = clock.nowMs();
  const loop = new SteadyLoop({
    clock: { nowMs: () => clock.nowMs() + jumpedMs, sleep: (ms, signal) => clock.sleep(ms, signal) },
    logger: { ...silent, error: (message) => void errors.push(message) },
    name: 'The work',
    ...more,
    round: async (round) => {
      rounds.push({ atMs: clock.nowMs() - startMs, lateMs: round.lateMs });
      return await Promise.resolve(work(round, rounds.length));
    },
  });
  loop.start();
  return { clock, loop, rounds, errors, jump: (ms: number) => void (jumpedMs += ms) };
}

describe('a steady loop', () => {
  it('rests as long as each round says, first where it is told to, until it is stopped', async () => {
    const { clock, loop, rounds } = loopOf((_round, count) => count * 1000, { firstRestMs: 500 });
    await clock.advance(3600);
    expect(rounds.map(({ atMs }) => atMs)).toEqual([500, 1500, 3500]);
    await loop.stop();
    await clock.advance(60_000);
    expect(rounds).toHaveLength(3);
  });

  it('is woken from a rest, and by a wake during a round from the rest after it', async () => {
    const stage = loopOf((_round, count) => {
      if (count === 2) stage.loop.wake();
      return 10_000;
    });
    await stage.clock.advance(1000);
    stage.loop.wake();
    await stage.clock.advance(0);
    expect(stage.rounds).toEqual([
      { atMs: 0, lateMs: 0 },
      { atMs: 1000, lateMs: 0 },
      { atMs: 1000, lateMs: 0 },
    ]);
    await stage.loop.stop();
  });

  it('tells a round by how much the clock jumped during the rest', async () => {
    const { clock, loop, rounds, jump } = loopOf(() => 1000);
    await clock.waitForSleepers();
    jump(600_000);
    await clock.advance(1000);
    jump(-900_000);
    await clock.advance(1000);
    expect(rounds.map(({ lateMs }) => lateMs)).toEqual([0, 600_000, -900_000]);
    await loop.stop();
  });

  it('goes on after a round that failed', async () => {
    const { clock, loop, rounds, errors } = loopOf((_round, count) => {
      if (count === 1) throw new Error('no');
      return 1000;
    });
    await clock.waitForSleepers();
    await clock.advance(5000);
    expect([rounds.length, errors]).toEqual([2, ['The work failed']]);
    await loop.stop();
  });
});
