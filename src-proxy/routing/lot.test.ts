import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drawLot, mulberry32 } from './lot.ts';
import { account, choose, chosenId, nowMs, used, type More } from './pool.fixture.ts';
import type { RoutableAccount } from './routable-account.ts';

const dayMs = 86_400_000;
const draws = 10_000;

/** How far counts are from what chances (in percent) lead one to expect. */
function chiSquare(counts: ReadonlyMap<string, number>, chances: ReadonlyMap<string, number>): number {
  return [...chances].reduce((sum, [id, chance]) => {
    const expected = (chance / 100) * draws;
    return sum + ((counts.get(id) ?? 0) - expected) ** 2 / expected;
  }, 0);
}

function countsOf(accounts: readonly RoutableAccount[], more: More, firstSeed: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + draws; seed += 1) {
    const id = chosenId(accounts, { ...more, seed }) ?? '';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** With three degrees of freedom one in a thousand fair lots lies above. */
const bound = 16.27;

it('mulberry32 gives the published numbers', () => {
  // The first three of seed 0, as 32-bit numbers: the generator steps its state by a constant before each.
  const step = 0x6d2b79f5;
  const numbers = [0, step, (2 * step) | 0].map((seed) => Math.floor(mulberry32(seed) * 2 ** 32));
  expect(numbers).toEqual([1_144_304_738, 1_416_247, 958_946_056]);
});

describe('capacity_weighted', () => {
  // 7560 × 0.5, 50400 × 0.25, 1134 × 1, 37800 × 0.2: 3780 + 12600 + 1134 + 7560 = 25074 credits.
  const accounts = [
    account('plus', { usage: used(0, 50) }),
    account('pro', { planType: 'pro', usage: used(0, 75) }),
    account('free', { planType: 'free', usage: used(0, 0) }),
    account('prolite', { planType: 'prolite', usage: used(0, 80) }),
  ];
  const chances = new Map([
    ['plus', 378_000 / 25_074],
    ['pro', 1_260_000 / 25_074],
    ['free', 113_400 / 25_074],
    ['prolite', 756_000 / 25_074],
  ]);

  it.each([0, 1_000_000, -77_777, 2 ** 31 - 5000])('draws by the credits left, seeds from %i on', (firstSeed) => {
    expect(chiSquare(countsOf(accounts, { strategy: 'capacity_weighted' }, firstSeed), chances)).toBeLessThan(bound);
  });

  it('keeps the chance of each for the explanation', () => {
    const { decision } = choose(accounts, { strategy: 'capacity_weighted', seed: 5 });
    expect(decision.seed).toBe(5);
    for (const candidate of decision.candidates)
      expect(candidate).toMatchObject({ figure: Math.round((chances.get(candidate.accountId) ?? 0) * 10) / 10 });
  });

  it('with nothing left anywhere it goes by usage', () => {
    const empty = [account('a', { usage: used(20, 100) }), account('b', { usage: used(10, 100) })];
    expect(chosenId(empty, { strategy: 'capacity_weighted' })).toBe('b');
  });

  it('an unknown quota weighs as the others do', () => {
    const { decision } = choose([account('unknown'), account('known', { usage: used(0, 40) })], {
      strategy: 'capacity_weighted',
    });
    expect(decision.candidates).toMatchObject([{ figure: 50 }, { figure: 50 }]);
  });
});

describe('relative_availability', () => {
  // Credits left for each second to the reset: plus 3780 in a day, pro 50400 in seven (also where unknown), prolite in three.
  const accounts = [
    account('plus', { usage: used(0, 50, { long: dayMs }) }),
    account('pro', { planType: 'pro', usage: used(0, 0, { long: 7 * dayMs }) }),
    account('unknown', { planType: 'pro', usage: used(0, 20, { long: null }) }),
    account('prolite', { planType: 'prolite', usage: used(0, 40, { long: 3 * dayMs }) }),
    account('free', { planType: 'free', usage: used(0, 0, { long: 7 * dayMs }) }),
  ];
  const scores = new Map([
    ['plus', 3780 / 86_400],
    ['pro', 50_400 / 604_800],
    ['unknown', 40_320 / 604_800],
    ['prolite', 22_680 / 259_200],
  ]);
  const best = Math.max(...scores.values());
  const weights = new Map([...scores].map(([id, score]) => [id, (score / best) ** 2]));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const chances = new Map([...weights].map(([id, weight]) => [id, (weight / total) * 100]));

  it.each([0, 500_000, -1_234_567])('draws by the square of what is left a second, seeds from %i on', (firstSeed) => {
    const counts = countsOf(accounts, { strategy: 'relative_availability' }, firstSeed);
    expect(counts.get('free')).toBeUndefined();
    expect(chiSquare(counts, chances)).toBeLessThan(bound);
  });

  it('a reset in less than five minutes counts as five, and less than a tenth of the best is dropped', () => {
    const { decision } = choose(
      [
        account('a', { usage: used(0, 50, { long: 300_000 }) }),
        account('b', { usage: used(0, 50, { long: 1000 }) }),
        account('c', { usage: used(0, 50, { long: 300_000 * 3.2 }) }),
        account('d', { usage: used(0, 50, { long: 300_000 * 3 }) }),
      ],
      { strategy: 'relative_availability' },
    );
    const figures = decision.candidates.map((one) => [one.accountId, 'figure' in one ? one.figure : undefined]);
    expect(Object.fromEntries(figures)).toEqual({ a: 47.4, b: 47.4, c: 0, d: 5.3 });
  });

  it('at most five are in the lot, of those that are even the lower ids', () => {
    const many = Array.from({ length: 9 }, (_, index) => account(`a${index}`, { usage: used(0, 10) })).toReversed();
    const { decision } = choose(many, { strategy: 'relative_availability' });
    const inLot = decision.candidates.filter((one) => 'figure' in one && one.figure === 20);
    expect(inLot.map(({ accountId }) => accountId).toSorted()).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
  });

  it('with nothing left anywhere it goes by usage', () => {
    const empty = [account('a', { usage: used(20, 100) }), account('b', { usage: used(10, 100) })];
    expect(chosenId(empty, { strategy: 'relative_availability' })).toBe('b');
  });
});

describe('any lot', () => {
  const entry = fc.tuple(fc.uuid(), fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })));

  it('falls on an entry with a weight, and is the same in any order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ([id]) => id, maxLength: 20 }), fc.integer(), (pairs, seed) => {
        const draw = (some: typeof pairs) =>
          drawLot(
            some.map(([id]) => ({ account: { id } })),
            some.map(([, weight]) => weight),
            seed,
          )?.account.id ?? null;
        const id = draw(pairs);
        const weighty = pairs.filter(([, weight]) => weight > 0).map(([one]) => one);
        if (weighty.length === 0) expect(id).toBeNull();
        else expect(weighty).toContain(id);
        expect(draw(pairs.toReversed())).toBe(id);
      }),
    );
  });

  it('an account that joins takes work from all, and sends none from one of the others to another', () => {
    const accounts = ['a', 'b', 'c'].map((id) => account(id, { usage: used(0, 10, { long: nowMs }) }));
    for (let seed = 0; seed < 500; seed += 1) {
      const before = chosenId(accounts, { strategy: 'capacity_weighted', seed });
      const after = chosenId([...accounts, account('d', { usage: used(0, 10) })], {
        strategy: 'capacity_weighted',
        seed,
      });
      expect(['d', before]).toContain(after);
    }
  });
});
