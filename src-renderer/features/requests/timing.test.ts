import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AttemptRecord } from '#contract/request-log.ts';

import { timingOf } from './timing.ts';

function attempt(latencyMs: number): AttemptRecord {
  const decision = { strategy: 'round_robin', accountId: 'a1', reason: '', candidates: [] };
  return {
    accountId: 'a1',
    outcome: 'refused',
    statusCode: null,
    errorCode: null,
    rawError: null,
    latencyMs,
    decision,
  };
}

describe('timingOf', () => {
  it('splits a request that waited, was refused once, and streamed', () => {
    const attempts = [attempt(200), attempt(1500)];
    expect(timingOf({ latencyMs: 2000, latencyFirstEventMs: 700, latencyQueueMs: 300, attempts })).toEqual({
      queue: 300,
      attempts: 200,
      firstEvent: 200,
      stream: 1300,
    });
  });

  it('without a first event nothing was streamed', () => {
    expect(timingOf({ latencyMs: 900, latencyFirstEventMs: null, latencyQueueMs: 900, attempts: [] })).toEqual({
      queue: 900,
      attempts: 0,
      firstEvent: 0,
      stream: 0,
    });
  });

  it('adds up to the whole whatever clocks have measured', () => {
    const ms = fc.integer({ min: -5, max: 100_000 });
    const request = fc.record({
      latencyMs: fc.nat(100_000),
      latencyFirstEventMs: fc.option(ms),
      latencyQueueMs: ms,
      attempts: fc.array(ms.map(attempt), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(request, (measured) => {
        const parts = Object.values(timingOf(measured));
        expect(parts.every((part) => part >= 0)).toBe(true);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(measured.latencyMs);
      }),
    );
  });
});
