import { describe, expect, it } from 'vitest';

import { clockAheadMs, createServerClock } from './server-clock.ts';

const date = 'Mon, 02 Nov 2026 09:00:00 GMT';
const serverMs = Date.parse(date);

describe('a clock that differs from the upstream’s', () => {
  it.each([
    [serverMs + 1000, 1000],
    [serverMs - 1000, -1000],
  ])('at %i it is ahead by %i', (nowMs, ahead) => {
    expect(clockAheadMs(date, nowMs)).toBe(ahead);
  });

  it('says nothing without a date that can be read', () => {
    expect([clockAheadMs(undefined, serverMs), clockAheadMs('soon', serverMs)]).toEqual([null, null]);
  });

  it('warns once, from more than five minutes on', () => {
    const warnings: string[] = [];
    let nowMs = serverMs + 300_000;
    const check = createServerClock({ logger: { warn: (message) => void warnings.push(message) }, nowMs: () => nowMs });
    check(date);
    expect(warnings).toEqual([]);
    nowMs = serverMs - 600_000;
    check(date);
    check(date);
    expect(warnings).toEqual(["The clock of this machine is 10 minutes behind the upstream's. Set it right."]);
  });
});
