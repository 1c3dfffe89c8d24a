import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { planCapacity } from '../usage/plan-capacity.ts';
import { account, choose, chosenId, nowMs, strategyNames, used, type More } from './pool.fixture.ts';
import type { RoutableAccount } from './routable-account.ts';
import { effectiveUsed } from './used-percent.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const options = { preferEarlierReset: 'off', singleAccountId: '', circuitBreaker: false } as const;

/** The ids in the order in which they are chosen when each that was chosen drops out. */
function orderOf(accounts: readonly RoutableAccount[], more: More): string[] {
  const tried = new Map<string, string>();
  for (let id = chosenId(accounts, { ...more, tried }); id !== undefined; id = chosenId(accounts, { ...more, tried }))
    tried.set(id, 'x');
  return [...tried.keys()];
}
const numbered = (facts: readonly Partial<RoutableAccount>[]) => facts.map((more, index) => account(`a${index}`, more));

it.each([
  ['free', 1134],
  ['plus', 7560],
  ['business', 7560],
  ['team', 7560],
  ['edu', 7560],
  ['pro', 50_400],
  ['enterprise', 50_400],
  ['prolite', 37_800],
  ['unheard_of', 1134],
])('a %s plan is worth %i credits (4.5)', (plan, credits) => {
  expect(planCapacity(plan, 'secondary')).toBe(credits);
});

it('counts running attempts as 2.5 % each, and a window that is over as empty', () => {
  const window = { usedPercent: 50, windowMinutes: 300, resetAtMs: nowMs };
  expect(effectiveUsed(window, 2, nowMs)).toBe(5);
  expect(effectiveUsed(window, 2, nowMs - 1)).toBe(55);
  expect(effectiveUsed(window, 99, nowMs - 1)).toBe(100);
  expect(effectiveUsed(null, 2, nowMs)).toBeNull();
});

describe('usage_weighted', () => {
  it.each([
    ['more left of the long window', [used(50, 30), used(10, 60)], 0],
    ['the long one tying, more left of the short one', [used(50, 30), used(10, 30)], 1],
    ['close to the short limit comes last', [used(96, 0), used(10, 90)], 1],
    ['a short window alone', [used(20), used(10)], 1],
    ['unknown is not empty', [null, used(10, 10), used(80, 80)], 1],
    ['unknown is not full', [null, used(60, 60), used(80, 80), used(70, 70)], 1],
    ['unknown before the fullest', [null, used(90, 90), used(60, 60), used(97, 99)], 2],
  ])('%s', (_title, usages, expected) => {
    expect(chosenId(numbered(usages.map((usage) => ({ usage }))))).toBe(`a${expected}`);
  });

  it('an unknown account is chosen neither before the emptiest nor, of the others, after the fullest', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 84 }), { minLength: 2, maxLength: 6 }), (known) => {
        const accounts = [account('unknown'), ...known.map((long) => account(`k${long}`, { usage: used(0, long) }))];
        expect(chosenId(accounts)).toBe(`k${Math.min(...known)}`);
        const withTwo = [account('unknown'), account('fullest', { usage: used(0, Math.max(...known)) })];
        const emptiest = account('emptiest', { usage: used(0, Math.min(...known)) });
        expect(chosenId([...withTwo, emptiest], { tried: new Map() })).toBe('emptiest');
      }),
    );
  });

  it('a short window alone stands for the long one', () => {
    expect(chosenId(numbered([{ usage: used(20) }, { usage: used(10, 30) }]))).toBe('a0');
    expect(chosenId(numbered([{ usage: used(40) }, { usage: used(10, 30) }]))).toBe('a1');
  });

  it('the monthly window of a free plan is its long one', () => {
    const monthly = { usedPercent: 40, windowMinutes: 43_200, resetAtMs: null };
    const accounts = numbered([{ usage: { ...used(null), monthly } }, { usage: used(0, 61) }, { usage: used(0, 59) }]);
    expect(orderOf(accounts, {})).toEqual(['a0', 'a2', 'a1']);
  });

  it('of those that are even, the one not chosen for longest, then the lower id', () => {
    expect(orderOf(numbered([{ lastSelected: 2 }, { lastSelected: 1 }, { lastSelected: 1 }]), {})).toEqual([
      'a1',
      'a2',
      'a0',
    ]);
  });
});

it('round robin is fair: of 10,000 draws no account gets two more than another', () => {
  const lastSelected = new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => [id, 0]));
  const counts = new Map<string, number>();
  for (let draw = 1; draw <= 10_000; draw += 1) {
    const accounts = [...lastSelected].map(([id, last]) => account(id, { lastSelected: last }));
    const id = chosenId(accounts, { strategy: 'round_robin' }) ?? '';
    lastSelected.set(id, draw);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  expect(counts.size).toBe(7);
});

describe('those that go by an order', () => {
  it.each(strategyNames)('%s takes the same of several that are even, in whatever order they come', (strategy) => {
    const accounts = ['c', 'a', 'b'].map((id) => account(id, { usage: used(10, 10) }));
    const more = { strategy, options: { ...options, singleAccountId: 'a' } };
    const { decision } = choose(accounts, more);
    expect(chosenId(accounts.toReversed(), more)).toBe(decision.accountId);
    if (decision.seed === undefined) expect(decision.accountId).toBe('a');
  });

  it.each<[NonNullable<More['strategy']>, readonly Partial<RoutableAccount>[], readonly string[]]>([
    ['fill_first', [{ usage: used(10, 80) }, { usage: used(60, 10) }, { usage: used(60, 40) }], ['a2', 'a1', 'a0']],
    [
      'sequential_drain',
      [{ planType: 'pro' }, { planType: 'plus' }, { planType: 'free' }, { planType: 'prolite' }, { planType: 'team' }],
      ['a2', 'a1', 'a4', 'a3', 'a0'],
    ],
    ['priority', [{}, { priority: 2 }, { priority: 0 }, {}, { priority: 1 }], ['a2', 'a4', 'a1', 'a0', 'a3']],
    [
      'reset_drain',
      [
        { usage: used(0, 0, { long: null }) },
        { usage: used(0, 0, { long: 3 * dayMs }) },
        { usage: used(50, 0, { long: 2 * hourMs }) },
        { usage: used(20, 60, { long: 23 * hourMs }) },
        { usage: used(20, 30, { long: 23 * hourMs }) },
        { usage: used(20, 30, { long: 22 * hourMs }) },
      ],
      ['a5', 'a4', 'a3', 'a2', 'a1', 'a0'],
    ],
  ])('%s', (strategy, facts, expected) => {
    expect(orderOf(numbered(facts), { strategy })).toEqual(expected);
  });

  it('priority goes on to the next when the first cannot serve', () => {
    const accounts = numbered([{ priority: 0, status: 'rate_limited' }, { priority: 1 }, { priority: 2 }]);
    expect(chosenId(accounts, { strategy: 'priority' })).toBe('a1');
  });

  it('fill_first takes an unknown account for neither empty nor full', () => {
    const accounts = numbered([{}, { usage: used(70, 0) }, { usage: used(10, 0) }]);
    expect(orderOf(accounts, { strategy: 'fill_first' })[0]).toBe('a1');
  });
});

describe('prefer_earlier_reset (4.5)', () => {
  const accounts = numbered([
    { usage: used(0, 0, { short: 2 * hourMs, long: 3 * dayMs }) },
    { usage: used(10, 10, { short: 3 * hourMs, long: 30 * hourMs }) },
    { usage: used(20, 5, { short: 4 * hourMs, long: 47 * hourMs }) },
    { usage: used(0, 0, { short: null, long: null }) },
  ]);

  it.each([
    ['off', 'a0'],
    ['weekly', 'a2'],
    ['primary', 'a0'],
  ] as const)('%s', (preferEarlierReset, expected) => {
    expect(chosenId(accounts, { options: { ...options, preferEarlierReset } })).toBe(expected);
  });

  it('goes by whole days of the weekly window and by seconds of the short one', () => {
    const near = numbered([
      { usage: used(10, 10, { short: 5000, long: dayMs }) },
      { usage: used(0, 0, { short: 5999, long: 2 * dayMs - 1 }) },
      { usage: used(0, 0, { short: 6000, long: 2 * dayMs }) },
    ]);
    for (const preferEarlierReset of ['weekly', 'primary'] as const)
      expect(orderOf(near, { options: { ...options, preferEarlierReset } })).toEqual(['a1', 'a0', 'a2']);
  });

  it('a window that is over says nothing of when the next one ends', () => {
    const over = numbered([{ usage: used(0, 0, { long: -1 }) }, { usage: used(50, 50, { long: 6 * dayMs }) }]);
    expect(chosenId(over, { options: { ...options, preferEarlierReset: 'weekly' } })).toBe('a1');
  });

  it('applies to usage_weighted, capacity_weighted and fill_first alone', () => {
    const two = numbered([
      { usage: used(0, 0, { long: 3 * dayMs }), priority: 0 },
      { usage: used(10, 10, { long: dayMs }), lastSelected: 1, priority: 1, planType: 'pro' },
    ]);
    const heeding = strategyNames.filter((strategy) =>
      choose(two, { strategy, options: { ...options, preferEarlierReset: 'weekly' } }).decision.candidates.some(
        ({ code }) => code === 'resets_later',
      ),
    );
    expect(heeding.toSorted()).toEqual(['capacity_weighted', 'fill_first', 'usage_weighted']);
  });
});
