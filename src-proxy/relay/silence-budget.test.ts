import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AttemptRequest, AttemptResult, UpstreamFailure } from '../providers/provider.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { Account } from '../accounts/account.ts';
import { account } from '../storage/records.fixture.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import type { ClientAnswer } from './client-answer.ts';
import { SilenceBudget } from './silence-budget.ts';
import { Tenancy, type Place, type TenancyPorts } from './tenancy.ts';
import { Trip } from './trip.ts';

const failure = (more: Partial<UpstreamFailure>): UpstreamFailure => ({
  class: 'dropped',
  statusCode: null,
  code: 'first_event_timeout',
  message: 'as it came',
  raw: 'as it came',
  resetsAtMs: null,
  retryAfterMs: null,
  response: null,
  ...more,
});
const refused = (more: Partial<UpstreamFailure> = {}): AttemptResult => ({ kind: 'refused', failure: failure(more) });
const busy = { class: 'server', statusCode: 503, code: 'server_is_overloaded' } as const;

describe('S31: the silence before the first event', () => {
  it('all of it is the first attempt’s, and a tenth the next one’s', () => {
    const budget = new SilenceBudget();
    expect(budget.limitMs(30_000)).toBe(30_000);
    const first = refused();
    expect(budget.take(first, 30_000, 30_000)).toBe(first);
    expect(budget.limitMs(30_000)).toBe(3000);
    const second = budget.take(refused(), 3000, 3000);
    expect(second).toMatchObject({ failure: { code: 'first_event_timeout', raw: 'as it came' } });
    expect(second).toMatchObject({ failure: { message: expect.stringContaining('33 seconds') } });
  });

  it('an attempt that failed late leaves what is left, and one that never connected all', () => {
    const budget = new SilenceBudget();
    budget.take(refused({ class: 'unreachable', code: 'upstream_unreachable' }), 30_000, 8000);
    expect(budget.limitMs(30_000)).toBe(30_000);
    budget.take(refused(busy), 30_000, 25_000);
    expect(budget.limitMs(30_000)).toBe(5000);
  });

  it('is never more than is set and a tenth for each attempt, nor less than a tenth, two seconds at least', () => {
    const attempt = fc.record({
      code: fc.constantFrom('first_event_timeout', 'busy'),
      tookMs: fc.integer({ max: 1e6 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 5000, max: 86_400_000 }),
        fc.array(attempt, { maxLength: 6 }),
        (wholeMs, attempts) => {
          const budget = new SilenceBudget();
          let waitedMs = 0;
          for (const { code, tookMs } of attempts) {
            const limitMs = budget.limitMs(wholeMs);
            expect(limitMs).toBeGreaterThanOrEqual(Math.max(wholeMs * 0.1, 2000));
            budget.take(refused({ code }), limitMs, tookMs);
            waitedMs += code === 'first_event_timeout' ? limitMs : Math.min(Math.max(0, tookMs), limitMs);
          }
          expect(waitedMs).toBeLessThanOrEqual(wholeMs + Math.max(wholeMs * 0.1, 2000) * attempts.length + 1);
        },
      ),
    );
  });

  it('is one for all accounts that a request is put to', async () => {
    const clock = new ManualClock();
    const limits: number[] = [];
    const passes = [20_000, 10_000, 3000];
    const answers = [refused(busy), refused(), refused()];
    const ports = {
      tokens: { accessToken: () => Promise.resolve({ kind: 'ready', accessToken: 'a' }) },
      provider: {
        async attempt({ firstEventTimeoutMs }: AttemptRequest): Promise<AttemptResult> {
          limits.push(firstEventTimeoutMs);
          await clock.advance(passes[limits.length - 1] ?? 0);
          return answers[limits.length - 1] ?? refused();
        },
      },
      clock,
      settings: () => ({
        streamIdleTimeout: 7200,
        firstEventTimeout: 30,
        clientStallTimeout: 300,
        replayUnseenFailures: true,
      }),
      continuity: { bodyFor: () => null, headersFor: () => [] },
      estimate: { complete: (_request: unknown, result: AttemptResult) => result },
      lists: { offers: () => false, lookAgain: () => undefined },
      models: {},
      book: { lessons: { failure: () => undefined }, find: () => null },
      isEnding: () => false,
    } as unknown as TenancyPorts;
    const answer = {
      signal: new AbortController().signal,
      onDrain: () => undefined,
      refuse: () => undefined,
    } as unknown as ClientAnswer;
    const trip = new Trip({
      id: 'r',
      kind: 'responses',
      model: null,
      body: null,
      rawHeaders: [],
    } as unknown as CanonicalRequest);
    for (const id of ['a', 'b']) {
      const slot = { asks: () => undefined, firstEvent: () => undefined };
      const place = {
        account: new Account(account(id), null),
        decision: {},
        affinity: 'none',
        slot,
      } as unknown as Place;
      await new Tenancy(ports, trip, answer, place).run();
    }
    expect(limits).toEqual([30_000, 10_000]);
    expect(trip.silence.limitMs(30_000)).toBe(3000);
    expect(trip.lastFailure?.message).toContain('30 seconds');
  });
});
