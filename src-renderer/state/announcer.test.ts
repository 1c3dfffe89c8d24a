import { describe, expect, it } from 'vitest';

import { Announcer } from './announcer.svelte.ts';

function announcing() {
  const scheduled: { work: () => void; atMs: number }[] = [];
  const clock = { nowMs: 0 };
  const announcer = new Announcer({
    intervalMs: 5_000,
    nowMs: () => clock.nowMs,
    schedule: (work, ms) => scheduled.push({ work, atMs: clock.nowMs + ms }),
  });
  const goTo = (ms: number) => {
    clock.nowMs = ms;
    for (const due of scheduled.splice(0).filter((entry) => entry.atMs <= ms)) due.work();
  };
  return { announcer, goTo };
}

describe('Announcer', () => {
  it('mentions one thing per interval, the latest', () => {
    const { announcer, goTo } = announcing();
    announcer.mention('1 new');
    announcer.mention('2 new');
    announcer.mention('3 new');
    expect(announcer.text).toBe('1 new');
    goTo(5_000);
    expect(announcer.text).toBe('3 new');
  });

  it('says at once what the person did, and forgets what was waiting', () => {
    const { announcer, goTo } = announcing();
    announcer.mention('1 new');
    announcer.mention('2 new');
    announcer.say('Paused.');
    expect(announcer.text).toBe('Paused.');
    goTo(5_000);
    expect(announcer.text).toBe('Paused.');
  });
});
