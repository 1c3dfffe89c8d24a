import { describe, expect, it } from 'vitest';

import { ManualClock } from './manual-clock.ts';

describe('the manual clock', () => {
  it('wakes due sleeps in order and leaves the rest asleep', async () => {
    const clock = new ManualClock(0);
    const woken: string[] = [];
    const sleepers = [clock.sleep(20).then(() => woken.push('b')), clock.sleep(10).then(() => woken.push('a'))];
    const late = clock.sleep(1000);
    await clock.advance(50);
    await Promise.all(sleepers);
    expect(woken).toEqual(['a', 'b']);
    expect([clock.nowMs(), clock.sleeping]).toEqual([50, 1]);
    await clock.advance(950);
    await late;
  });

  it('serves a sleep that a woken sleeper starts within the span', async () => {
    const clock = new ManualClock(0);
    const twice = clock
      .sleep(10)
      .then(() => clock.sleep(10))
      .then(() => clock.nowMs());
    await clock.waitForSleepers();
    await clock.advance(30);
    expect(await twice).toBe(20);
  });

  it('ends a sleep with the reason of its signal', async () => {
    const clock = new ManualClock();
    const leaving = new AbortController();
    const sleep = clock.sleep(10, leaving.signal);
    leaving.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    expect(clock.sleeping).toBe(0);
    await expect(clock.sleep(10, leaving.signal)).rejects.toThrow('enough');
  });
});
