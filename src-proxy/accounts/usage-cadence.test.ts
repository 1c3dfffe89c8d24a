import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { gapsMs, nextAsk, type AskFacts } from './usage-cadence.ts';

const startMs = Date.parse('2026-11-02T09:00:00Z');
const rounding = 0.001;

interface Asked {
  readonly accountId: string;
  readonly atMs: number;
  readonly urgent: boolean;
}

type Happening = (facts: AskFacts, atMs: number) => AskFacts;

function factsOf(accountId: string, more: Partial<AskFacts> = {}): AskFacts {
  return {
    accountId,
    wanted: false,
    askedAtMs: null,
    reportedAtMs: null,
    sampledAtMs: null,
    usedAtMs: null,
    usedPercent: 0,
    blocked: false,
    resetsAtMs: [],
    failuresInARow: 0,
    restUntilMs: 0,
    ...more,
  };
}

const answers: Happening = (facts, atMs) => ({ ...facts, reportedAtMs: atMs, sampledAtMs: atMs });

/** Asks as the rule says for so long; `answer` is what a question changes, `live` what happens before each choice. */
function play(
  accounts: readonly AskFacts[],
  { intervalMs, forMs, answer = answers, live = (facts) => facts }: PlayOptions,
): Asked[] {
  const asked: Asked[] = [];
  let pool = [...accounts];
  let nowMs = startMs;
  let soFar: { lastMs: number | null; lastRegularMs: number | null } = { lastMs: null, lastRegularMs: null };
  while (nowMs < startMs + forMs) {
    const at = nowMs;
    pool = pool.map((facts) => live(facts, at));
    const next = nextAsk(pool, intervalMs, soFar, nowMs);
    if (next === null) return asked;
    if (next.atMs > nowMs) {
      // As the loop does: it looks again at the latest after 5 s.
      nowMs = Math.min(next.atMs, nowMs + 5000);
      continue;
    }
    asked.push({ accountId: next.accountId, atMs: nowMs, urgent: next.urgent });
    soFar = { lastMs: nowMs, lastRegularMs: next.urgent ? soFar.lastRegularMs : nowMs };
    pool = pool.map((facts) =>
      facts.accountId === next.accountId ? answer({ ...facts, askedAtMs: at, wanted: false }, at) : facts,
    );
  }
  return asked;
}

interface PlayOptions {
  readonly intervalMs: number;
  readonly forMs: number;
  readonly answer?: Happening;
  readonly live?: Happening;
}

/** The questions to one account. */
const to = (asked: readonly Asked[], accountId: string): number[] =>
  asked.filter((one) => one.accountId === accountId).map(({ atMs }) => atMs);
const distances = (times: readonly number[]): number[] =>
  times.slice(1).map((timeMs, index) => timeMs - (times[index] ?? 0));

const intervals = fc.integer({ min: 1, max: 600 }).map((seconds) => seconds * 1000);
const someFacts = fc.record({
  reportedAtMs: fc.option(fc.integer({ min: startMs - 600_000, max: startMs })),
  sampledAtMs: fc.option(fc.integer({ min: startMs - 600_000, max: startMs })),
  usedAtMs: fc.option(fc.integer({ min: startMs - 600_000, max: startMs })),
  usedPercent: fc.integer({ min: 0, max: 100 }),
  blocked: fc.boolean(),
});
const resets = fc.array(fc.integer({ min: startMs - 60_000, max: startMs + 900_000 }), { maxLength: 4 });
const poolOf = (arbitrary: fc.Arbitrary<Partial<AskFacts>>): fc.Arbitrary<AskFacts[]> =>
  fc.array(arbitrary, { minLength: 1, maxLength: 30 }).map((all) => all.map((one, index) => factsOf(`a${index}`, one)));
const anyPool = poolOf(
  fc.tuple(someFacts, resets, fc.boolean()).map(([facts, resetsAtMs, wanted]) => ({ ...facts, resetsAtMs, wanted })),
);

describe('when accounts are asked for their usage', () => {
  it('every account is sampled within the interval, whatever their number and use', () => {
    fc.assert(
      fc.property(poolOf(someFacts), intervals, (pool, intervalMs) => {
        const forMs = intervalMs * 4;
        const asked = play(pool, { intervalMs, forMs });
        for (const { accountId } of pool) {
          const times = [startMs, ...to(asked, accountId), startMs + forMs];
          expect(Math.max(...distances(times))).toBeLessThanOrEqual(intervalMs + rounding);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never comes as a burst: questions keep their distance, and no account is asked twice in 10 s', () => {
    fc.assert(
      fc.property(anyPool, intervals, (pool, intervalMs) => {
        const asked = play(pool, { intervalMs, forMs: Math.max(120_000, intervalMs * 2) });
        const { regular, urgent } = gapsMs(pool.length, intervalMs);
        const all = asked.map(({ atMs }) => atMs);
        expect(Math.min(Infinity, ...distances(all))).toBeGreaterThanOrEqual(urgent - rounding);
        const regulars = asked.filter((one) => !one.urgent).map(({ atMs }) => atMs);
        expect(Math.min(Infinity, ...distances(regulars))).toBeGreaterThanOrEqual(regular - rounding);
        for (const { accountId } of pool)
          expect(Math.min(Infinity, ...distances(to(asked, accountId)))).toBeGreaterThanOrEqual(
            Math.min(10_000, intervalMs / 4) - rounding,
          );
      }),
      { numRuns: 60 },
    );
  });

  it('a reset whose time comes is asked about at once, also when many come together', () => {
    fc.assert(
      fc.property(poolOf(someFacts), fc.integer({ min: 30_000, max: 300_000 }), (pool, afterMs) => {
        const resetMs = startMs + afterMs;
        const asked = play(
          pool.map((facts) => ({ ...facts, resetsAtMs: [resetMs] })),
          { intervalMs: 60_000, forMs: afterMs + 60_000 },
        );
        for (const { accountId } of pool) {
          const seen = to(asked, accountId).some((atMs) => atMs >= resetMs && atMs <= resetMs + 1000 + 10_000);
          expect(seen).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('whoever is wanted is asked at once, before others whose turn it would be', () => {
    const idle = factsOf('idle', { reportedAtMs: startMs - 60_000 });
    const wanted = factsOf('wanted', { reportedAtMs: startMs - 30_000, wanted: true });
    const [first] = play([idle, wanted], { intervalMs: 60_000, forMs: 1000 });
    expect(first).toEqual({ accountId: 'wanted', atMs: startMs, urgent: true });
  });

  it.each([
    ['idle', {}, 48_000],
    ['used a moment ago', { usedAtMs: startMs + 86_400_000 }, 15_000],
    ['85 % used', { usedPercent: 85 }, 15_000],
    ['84 % used', { usedPercent: 84 }, 48_000],
    ['blocked', { blocked: true }, 15_000],
    ['just past a reset', { resetsAtMs: [startMs - 30_000] }, 15_000],
    ['long past a reset', { resetsAtMs: [startMs - 3_600_000] }, 48_000],
  ])('an account that is %s is asked after %j', (_title, more, afterMs) => {
    const known = factsOf('a', { reportedAtMs: startMs, askedAtMs: startMs, ...more });
    expect(nextAsk([known], 60_000, { lastMs: null, lastRegularMs: null }, startMs)?.atMs).toBe(startMs + afterMs);
  });

  it.each([
    [20_000, 15_000],
    [200_000, 50_000],
    [3000, 2400],
  ])('with an interval of %j, a blocked one after %j', (intervalMs, afterMs) => {
    const blocked = factsOf('a', { reportedAtMs: startMs, askedAtMs: startMs, blocked: true });
    expect(nextAsk([blocked], intervalMs, { lastMs: null, lastRegularMs: null }, startMs)?.atMs).toBe(
      startMs + afterMs,
    );
  });

  it('what headers told counts as a sample, and a report is asked for every few minutes all the same', () => {
    const busy: Happening = (facts, atMs) => ({ ...facts, usedAtMs: atMs, sampledAtMs: atMs });
    const asked = play([factsOf('a', { reportedAtMs: startMs, askedAtMs: startMs })], {
      intervalMs: 60_000,
      forMs: 1_000_000,
      live: busy,
    });
    expect(distances(to(asked, 'a')).map((ms) => Math.round(ms / 60_000))).toEqual([5, 5]);
  });

  it('failures in a row are waited out for longer and longer, up to a quarter of an hour', () => {
    const failing: Happening = (facts) => ({ ...facts, failuresInARow: facts.failuresInARow + 1 });
    const asked = play([factsOf('a', { resetsAtMs: [startMs - 5000] })], {
      intervalMs: 60_000,
      forMs: 4_000_000,
      answer: failing,
    });
    expect(distances(to(asked, 'a'))).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
  });

  it('an account that rests is left alone, even when somebody looks', () => {
    const resting = factsOf('a', { restUntilMs: startMs + 300_000, wanted: true });
    expect(play([resting], { intervalMs: 60_000, forMs: 400_000 })[0]?.atMs).toBe(startMs + 300_000);
  });

  it('a clock that was set back makes nobody wait', () => {
    const future = startMs + 86_400_000;
    const facts = factsOf('a', { askedAtMs: future, reportedAtMs: future, sampledAtMs: future });
    const next = nextAsk([facts], 60_000, { lastMs: future, lastRegularMs: future }, startMs);
    expect(next?.atMs).toBeLessThanOrEqual(startMs + 60_000);
  });
});
