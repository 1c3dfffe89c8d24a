import { describe, expect, it } from 'vitest';

import { decisionReasons, strategyReason } from './decision-reasons.ts';
import type { KeptAttempt, KeptCandidate, KeptRequestLogEntry } from './kept-decision.ts';
import { readableDecision, readableEntry } from './readable-decision.ts';
import { routingDecisionSchema, type Candidate } from './request-log.ts';

const atMs = Date.parse('2026-01-02T03:04:05.678Z');
const kept = (more: Partial<KeptCandidate>): KeptCandidate => ({
  accountId: 'b',
  verdict: 'lost',
  code: 'outranked',
  short: 40,
  long: 88,
  figure: null,
  ...more,
});
const winner = kept({ accountId: 'a', verdict: 'chosen', code: 'chosen', short: 10, long: 85 });

/** The sentence for one that stands beside a winner with 15% of its long window left and 90% of its short one. */
function detail(more: Partial<KeptCandidate>, strategy = 'usage_weighted'): string | undefined {
  const decision = { strategy, accountId: 'a', reason: 'x', candidates: [winner, kept(more)] };
  return readableDecision(decision).candidates[1]?.detail;
}

describe('the sentence for a candidate', () => {
  it.each<[Partial<KeptCandidate>, string]>([
    [{}, '12% of the long window and 60% of the 5-hour window left, 3% less than the chosen'],
    [{ long: 85 }, '15% of the long window and 60% of the 5-hour window left, 30% less than the chosen'],
    [{ long: 80.04 }, '20% of the long window and 60% of the 5-hour window left, 5% more than the chosen'],
    [{ long: null }, '60% of the 5-hour window left, 30% less than the chosen'],
    [{ long: null, short: null }, 'nobody has told how much is left'],
    [{ long: 85, short: null, code: 'preserved' }, 'kept back by its owner, 15% of the long window left'],
    [{ verdict: 'ineligible', code: 'tried', cause: 'burst' }, 'tried for this request: burst'],
    [{ verdict: 'ineligible', code: 'paused' }, 'paused'],
    [{ verdict: 'ineligible', code: 'rate_limited', figure: atMs }, 'rate limited, until 2026-01-02T03:04:05.678Z'],
    [
      { verdict: 'ineligible', code: 'backoff', figure: atMs },
      'resting after failures, until 2026-01-02T03:04:05.678Z',
    ],
    [{ verdict: 'ineligible', code: 'account_stream_cap', figure: 7 }, 'takes 7 streams at a time, and has them'],
  ])('%j', (more, expected) => {
    expect(detail(more)).toBe(expected);
  });

  it.each<[string, number | null, string]>([
    ['round_robin', 0, 'not chosen yet in this run'],
    ['round_robin', 7, 'last chosen as number 7'],
    ['capacity_weighted', 12.5, 'its chance was 12.5%'],
    ['sequential_drain', 7560, 'a plan of 7560 credits'],
    ['reset_drain', atMs, 'starts anew 2026-01-02T03:04:05.678Z'],
    ['reset_drain', null, 'nobody knows when it starts anew'],
    ['priority', 0, "number 1 in its owner's order"],
    ['priority', null, "not placed in its owner's order"],
  ])('%s adds what it goes by: %s', (strategy, figure, expected) => {
    expect(detail({ figure }, strategy)?.endsWith(`than the chosen, ${expected}`)).toBe(true);
  });

  it.each(['priority', 'reset_drain'])('%s says nothing of one that it was never asked about', (strategy) => {
    const told = '15% of the long window and 60% of the 5-hour window left, 30% less than the chosen';
    expect(detail({ code: 'preserved', long: 85 }, strategy)).toBe(`kept back by its owner, ${told}`);
  });

  it('the winner is not compared with itself, and without a winner nobody is', () => {
    const candidates = [winner];
    expect(
      readableDecision({ strategy: 'usage_weighted', accountId: 'a', reason: 'x', candidates }).candidates,
    ).toEqual([
      {
        accountId: 'a',
        verdict: 'chosen',
        code: 'chosen',
        detail: '15% of the long window and 90% of the 5-hour window left',
        facts: { short: 10, long: 85, figure: null },
      },
    ]);
    const nobody = readableDecision({ strategy: 'x', accountId: null, reason: 'x', candidates: [kept({})] });
    expect(nobody.candidates[0]?.detail).toBe('12% of the long window and 60% of the 5-hour window left');
  });
});

describe('a decision as it is read', () => {
  it.each([
    [decisionReasons.stays, 'usage_weighted', 'stays'],
    [strategyReason('has most left', 'usage_weighted'), 'usage_weighted', 'by_usage_weighted'],
    [strategyReason('has most left', 'usage_weighted'), 'round_robin', null],
    ['the sentence of another age', 'usage_weighted', null],
  ])('%s (%s): its code is %s', (reason, strategy, code) => {
    expect(readableDecision({ strategy, accountId: 'a', reason, candidates: [] }).reasonCode ?? null).toBe(code);
  });

  const old: Candidate = { accountId: 'old', verdict: 'chosen', code: 'turn', detail: 'It was next.' };

  it('keeps the sentences of before and fits the contract', () => {
    const candidates = [old, kept({})];
    const read = readableDecision({ strategy: 'capacity_weighted', accountId: 'a', reason: 'x', seed: 3, candidates });
    expect(read.candidates[0]).toBe(old);
    expect(routingDecisionSchema.parse(read)).toEqual(read);
  });

  it('makes sentences once, and only when asked', () => {
    const common = { strategy: 'x', accountId: 'a', reason: 'x' };
    const decision: KeptAttempt['decision'] = {
      ...common,
      get candidates(): never {
        throw new Error('read too early');
      },
    };
    const entry = { requestId: 'r', attempts: [{ decision }] } as unknown as KeptRequestLogEntry;
    expect(readableEntry(7, entry).id).toBe(7);
    const fine = {
      ...entry,
      attempts: [{ decision: { ...common, candidates: [winner] } }],
    } as unknown as KeptRequestLogEntry;
    const read = readableEntry(8, fine);
    expect(read.attempts).toBe(read.attempts);
    expect((JSON.parse(JSON.stringify(read)) as typeof read).attempts[0]?.decision.candidates[0]?.detail).toContain(
      '15%',
    );
  });
});
