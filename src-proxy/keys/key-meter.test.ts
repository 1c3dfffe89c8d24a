import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { limitTypes, limitWindows, ruleName } from '../contract/api-keys.ts';
import type { ApiKeyLimit, KeyFigures } from '../storage/store.ts';
import { nothingCounted } from './key-figures.ts';
import { amountOf, countsModel } from './key-limits.ts';
import { KeyMeter, type MeteredLimits, type Reservation } from './key-meter.ts';

const startMs = 1_790_000_000_000;
const one: KeyFigures = {
  ...nothingCounted,
  requests: 1,
  inputTokens: 60,
  outputTokens: 40,
  totalTokens: 100,
  costMicroUsd: 7,
};

const limit = (more: Partial<ApiKeyLimit> = {}): ApiKeyLimit => ({
  limitType: 'requests',
  limitWindow: 'daily',
  maxValue: 3,
  modelFilter: null,
  anchorMs: startMs,
  ...more,
});

function reserved(meter: KeyMeter, nowMs = startMs): Reservation | null {
  const outcome = meter.reserve(one, 'm', nowMs);
  return outcome.kind === 'reserved' ? outcome.reservation : null;
}

describe('KeyMeter', () => {
  it('S14: reserves as many requests as there are, and again as many as end with nothing', () => {
    const meter = new KeyMeter({ limits: [limit()], usageResetAtMs: 0 }, 0);
    const held = Array.from({ length: 50 }, () => reserved(meter)).filter((one) => one !== null);
    expect(held).toHaveLength(3);
    for (const reservation of held.slice(1)) meter.settle(reservation, null, startMs);
    expect([reserved(meter), reserved(meter), reserved(meter)].filter((one) => one !== null)).toHaveLength(2);
  });

  it('settles once: a second time counts nothing', () => {
    const meter = new KeyMeter({ limits: [limit()], usageResetAtMs: 0 }, 0);
    const reservation = reserved(meter);
    if (reservation === null) throw new Error('not reserved');
    expect(meter.settle(reservation, one, startMs)).toBe(true);
    expect(meter.settle(reservation, one, startMs)).toBe(false);
    expect(meter.standings(startMs)).toMatchObject([{ used: 1, held: 0 }]);
  });

  it('takes from every limit or from none, and names the one to wait longest for', () => {
    const limits = [
      limit({ maxValue: 1 }),
      limit({ limitWindow: 'weekly', maxValue: 1 }),
      limit({ limitWindow: '5h', maxValue: 9 }),
    ];
    const meter = new KeyMeter({ limits, usageResetAtMs: 0 }, 0);
    reserved(meter);
    expect(meter.reserve(one, 'm', startMs)).toMatchObject({
      kind: 'exhausted',
      standing: { limit: { limitWindow: 'weekly' } },
    });
    expect(meter.standings(startMs).map(({ held }) => held)).toEqual([1, 1, 1]);
  });

  it('what began in the window before counts there, and holds nothing in the new one', () => {
    const meter = new KeyMeter({ limits: [limit({ maxValue: 1 })], usageResetAtMs: 0 }, 0);
    const late = reserved(meter, startMs + 86_399_999);
    const nextMs = startMs + 86_400_000;
    expect(meter.standings(nextMs)).toMatchObject([{ used: 0, held: 0 }]);
    if (late !== null) meter.settle(late, one, nextMs);
    expect(meter.standings(nextMs)).toMatchObject([{ used: 0, held: 0 }]);
    expect(reserved(meter, nextMs)).not.toBeNull();
  });

  it('a clock that is set back over the edge of a window gives nothing back', () => {
    const meter = new KeyMeter({ limits: [limit({ maxValue: 1 })], usageResetAtMs: 0 }, 0);
    const nextMs = startMs + 86_400_000;
    const first = reserved(meter, nextMs);
    if (first !== null) meter.settle(first, one, nextMs);
    expect(reserved(meter, nextMs - 5000)).toBeNull();
    expect(meter.standings(nextMs)).toMatchObject([{ used: 1 }]);
    expect(reserved(meter, nextMs)).toBeNull();
  });

  it('never holds more than is left, so that the last room is given to one', () => {
    const meter = new KeyMeter({ limits: [limit({ limitType: 'total_tokens', maxValue: 150 })], usageResetAtMs: 0 }, 0);
    expect(
      [reserved(meter), reserved(meter), reserved(meter)].map((one) =>
        one?.held.get(ruleName(limit({ limitType: 'total_tokens' }))),
      ),
    ).toEqual([100, 50, undefined]);
  });
});

/** What can happen to a key, in any order. */
type Step =
  | { readonly kind: 'reserve'; readonly model: string }
  | { readonly kind: 'settle'; readonly which: number; readonly tokens: number }
  | { readonly kind: 'release'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'relimit'; readonly rules: readonly Omit<ApiKeyLimit, 'anchorMs'>[] };

const ruleOf = fc.record({
  limitType: fc.constantFrom(...limitTypes),
  limitWindow: fc.constantFrom(...limitWindows),
  maxValue: fc.integer({ min: 1, max: 400 }),
  modelFilter: fc.constantFrom(null, 'm', 'n'),
});
const rules = fc.uniqueArray(ruleOf, { maxLength: 4, selector: ruleName });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), model: fc.constantFrom('m', 'n') }),
  fc.record({ kind: fc.constant('settle' as const), which: fc.nat(), tokens: fc.nat(120) }),
  fc.record({ kind: fc.constant('release' as const), which: fc.nat() }),
  // Also backwards: a clock on the wall is set.
  fc.record({
    kind: fc.constant('pass' as const),
    ms: fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.nat(40 * 86_400_000)),
  }),
  fc.record({ kind: fc.constant('reset' as const) }),
  fc.record({ kind: fc.constant('relimit' as const), rules }),
);

interface Charge {
  readonly atMs: number;
  readonly model: string | null;
  readonly figures: KeyFigures;
}

describe('whatever happens', () => {
  it('the counters are what the log adds up to, and after a kill they are again', () => {
    fc.assert(
      fc.property(rules, fc.array(step, { maxLength: 60 }), (first, steps) => {
        let nowMs = startMs;
        let now: MeteredLimits = { limits: first.map((rule) => ({ ...rule, anchorMs: startMs })), usageResetAtMs: 0 };
        const meter = new KeyMeter(now, 0);
        const open: Reservation[] = [];
        const log: Charge[] = [];
        const take = (which: number): Reservation | undefined => open.splice(which % Math.max(1, open.length), 1)[0];
        for (const one of steps) {
          if (one.kind === 'pass') nowMs += one.ms;
          else if (one.kind === 'reserve') {
            const outcome = meter.reserve(estimate, one.model, nowMs);
            if (outcome.kind === 'reserved') open.push(outcome.reservation);
          } else if (one.kind === 'reset') {
            now = { ...now, usageResetAtMs: meter.markMs(nowMs) };
            meter.change(now);
          } else if (one.kind === 'relimit') {
            const anchors = new Map(now.limits.map((limit) => [ruleName(limit), limit.anchorMs]));
            const anchorMs = meter.markMs(nowMs);
            now = {
              ...now,
              limits: one.rules.map((rule) => ({ ...rule, anchorMs: anchors.get(ruleName(rule)) ?? anchorMs })),
            };
            meter.change(now);
          } else {
            const reservation = take(one.which);
            if (reservation === undefined) continue;
            const figures = one.kind === 'settle' ? figuresOf(one.tokens) : null;
            meter.settle(reservation, figures, nowMs);
            if (figures !== null) log.push({ atMs: reservation.atMs, model: reservation.model, figures });
          }
          expect(meter.standings(nowMs)).toMatchObject(countersOf(meter, now, log, nowMs));
        }
        // As after a kill: another meter, from the log alone.
        const lastMs = log.reduce((last, { atMs }) => Math.max(last, atMs), 0);
        const again = new KeyMeter(now, lastMs);
        for (const limit of now.limits)
          again.restore(limit, sumOf(log, limit, again.countedFromMs(limit, nowMs)), nowMs);
        expect(again.standings(nowMs)).toMatchObject(countersOf(again, now, log, nowMs));
      }),
      { numRuns: 400 },
    );
  });
});

const estimate: KeyFigures = figuresOf(80);

function figuresOf(tokens: number): KeyFigures {
  return {
    ...nothingCounted,
    requests: 1,
    inputTokens: tokens,
    outputTokens: 3,
    totalTokens: tokens + 3,
    costMicroUsd: tokens * 2,
  };
}

function sumOf(log: readonly Charge[], limit: ApiKeyLimit, fromMs: number): KeyFigures {
  const counted = log.filter(({ atMs, model }) => atMs >= fromMs && countsModel(limit, model));
  const sum = (figure: keyof KeyFigures): number => counted.reduce((total, { figures }) => total + figures[figure], 0);
  return {
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    cachedInputTokens: 0,
    outputTokens: sum('outputTokens'),
    totalTokens: sum('totalTokens'),
    costMicroUsd: sum('costMicroUsd'),
    unpricedRequests: 0,
  };
}

/** What the counters should be. */
function countersOf(meter: KeyMeter, { limits }: MeteredLimits, log: readonly Charge[], nowMs: number) {
  return limits.map((limit) => ({
    limit,
    used: amountOf(limit.limitType, sumOf(log, limit, meter.countedFromMs(limit, nowMs))),
  }));
}

it('S14: requests in a window never exceed a limit that stood all the while, whatever runs beside each other', () => {
  const moves = fc.array(fc.record({ ask: fc.boolean(), which: fc.nat(), ms: fc.nat(4 * 3_600_000) }), {
    maxLength: 120,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), moves, (maxValue, list) => {
      const rule = limit({ maxValue, limitWindow: '5h' });
      const meter = new KeyMeter({ limits: [rule], usageResetAtMs: 0 }, 0);
      const open: Reservation[] = [];
      const served = new Map<number, number>();
      let nowMs = startMs;
      for (const { ask, which, ms } of list) {
        nowMs += ms;
        const reservation = ask ? reserved(meter, nowMs) : open.splice(which % Math.max(1, open.length), 1)[0];
        if (!reservation) continue;
        if (ask) open.push(reservation);
        else {
          meter.settle(reservation, one, nowMs);
          const window = Math.floor((reservation.atMs - startMs) / (5 * 3_600_000));
          served.set(window, (served.get(window) ?? 0) + 1);
        }
      }
      for (const count of served.values()) expect(count).toBeLessThanOrEqual(maxValue);
    }),
  );
});
