import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { UsageSample } from '../storage/store.ts';
import { chooseAccount, type Choice } from './choose-account.ts';
import { effectiveUsed, type RoutableAccount } from './routable-account.ts';

const nowMs = 1_767_225_600_000;
const account = (id: string, more: Partial<RoutableAccount> = {}): RoutableAccount => ({
  id,
  status: 'active',
  resetAtMs: null,
  cooldownUntilMs: 0,
  backoffUntilMs: 0,
  usage: null,
  inFlight: 0,
  lastSelected: 0,
  ...more,
});
const used = (short: number | null, long: number | null = null): UsageSample => ({
  atMs: nowMs,
  primary: short === null ? null : { usedPercent: short, windowMinutes: 300, resetAtMs: nowMs + 1 },
  secondary: long === null ? null : { usedPercent: long, windowMinutes: 10_080, resetAtMs: nowMs + 1 },
  monthly: null,
  credits: null,
});
const choose = (accounts: readonly RoutableAccount[], more: Partial<Choice<RoutableAccount>> = {}) =>
  chooseAccount({ accounts, strategy: 'usage_weighted', boundTo: null, tried: new Map(), nowMs, ...more });

const time = fc.constantFrom(0, nowMs - 1, nowMs, nowMs + 1, nowMs + 60_000);
const percent = fc.option(fc.integer({ min: 0, max: 100 }));
const arbitrary = fc.record({
  status: fc.constantFrom(
    'active',
    'active',
    'active',
    'rate_limited',
    'quota_exceeded',
    'paused',
    'reauth_required',
    'deactivated',
  ),
  resetAtMs: fc.option(time),
  cooldownUntilMs: time,
  backoffUntilMs: time,
  usage: fc.option(fc.tuple(percent, percent).map(([short, long]) => used(short, long))),
  inFlight: fc.nat({ max: 9 }),
  lastSelected: fc.nat({ max: 9 }),
}) as fc.Arbitrary<Partial<RoutableAccount>>;
const pool = fc.array(arbitrary, { maxLength: 8 }).map((many) => many.map((more, index) => account(`a${index}`, more)));
const strategy = fc.constantFrom('usage_weighted' as const, 'round_robin' as const);
const rests = ({ cooldownUntilMs, backoffUntilMs }: RoutableAccount): boolean =>
  Math.max(cooldownUntilMs, backoffUntilMs) > nowMs;

describe('any choice', () => {
  it('is of an account that is active and was not tried, and explains every account once', () => {
    fc.assert(
      fc.property(
        pool,
        strategy,
        fc.array(fc.nat({ max: 7 })),
        fc.nat({ max: 9 }),
        (accounts, name, triedIndexes, boundIndex) => {
          const tried = new Map(triedIndexes.map((index) => [`a${index}`, 'x']));
          const more = { strategy: name, tried, boundTo: `a${boundIndex}` };
          const { account: chosen, decision } = choose(accounts, more);
          const can = accounts.filter(({ id, status }) => status === 'active' && !tried.has(id));
          const ready = can.filter((candidate) => !rests(candidate));
          expect(decision.accountId).toBe(chosen?.id ?? null);
          expect(decision.candidates.map(({ accountId }) => accountId).toSorted()).toEqual(
            accounts.map(({ id }) => id).toSorted(),
          );
          expect(
            decision.candidates.filter(({ verdict }) => verdict === 'chosen').map(({ accountId }) => accountId),
          ).toEqual(chosen ? [chosen.id] : []);
          if (ready.length > 0) expect(ready).toContain(chosen);
          else if (can.length > 0) expect(can).toContain(chosen);
          else expect(chosen).toBeNull();
          const bound = ready.find(({ id }) => id === more.boundTo);
          if (bound) expect(chosen).toBe(bound);
          expect(choose(accounts, more)).toEqual({ account: chosen, decision });
          if (ready.length > 0) expect(choose(accounts.toReversed(), more).account).toBe(chosen);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(['rate_limited', 'quota_exceeded', 'paused', 'reauth_required', 'deactivated'] as const)(
    'says why not: %s',
    (status) => {
      const { decision } = choose([account('a', { status, resetAtMs: nowMs })]);
      expect(decision).toMatchObject({
        accountId: null,
        reason: 'no account can serve',
        candidates: [{ verdict: 'ineligible', code: status }],
      });
    },
  );
});

describe('a conversation', () => {
  it('stays where it is while that account is ready, even when another has more left', () => {
    const accounts = [account('full', { usage: used(99, 99) }), account('empty', { usage: used(0, 0) })];
    expect(choose(accounts, { boundTo: 'full' }).account?.id).toBe('full');
    expect(choose(accounts, { boundTo: 'gone' }).account?.id).toBe('empty');
  });

  it.each([
    ['rests', { cooldownUntilMs: nowMs + 1 }],
    ['is paused', { status: 'paused' as const }],
  ])('goes elsewhere while its account %s', (_title, more) => {
    expect(choose([account('home', more), account('other')], { boundTo: 'home' }).account?.id).toBe('other');
  });
});

describe('when every account rests', () => {
  it.each([
    ['the one that is due first', { cooldownUntilMs: nowMs + 5 }, { cooldownUntilMs: nowMs + 9 }, 'a'],
    [
      'a rest lasts until both its pauses are over',
      { cooldownUntilMs: nowMs + 5, backoffUntilMs: nowMs + 99 },
      { backoffUntilMs: nowMs + 50 },
      'b',
    ],
  ])('%s is used all the same', (_title, a, b, expected) => {
    const { account: chosen, decision } = choose([account('a', a), account('b', b)]);
    expect(chosen?.id).toBe(expected);
    expect(decision.candidates[0]).toMatchObject({ verdict: 'chosen', code: 'last_resort' });
  });

  it('but not one that was tried', () => {
    expect(choose([account('a', { cooldownUntilMs: nowMs + 5 })], { tried: new Map([['a', 'x']]) }).account).toBeNull();
  });
});

it('round robin is fair: of 10,000 draws no account gets two more than another', () => {
  const lastSelected = new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => [id, 0]));
  const counts = new Map<string, number>();
  for (let draw = 1; draw <= 10_000; draw += 1) {
    const accounts = [...lastSelected].map(([id, last]) => account(id, { lastSelected: last }));
    const id = choose(accounts, { strategy: 'round_robin' }).account?.id ?? '';
    lastSelected.set(id, draw);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  expect(counts.size).toBe(7);
});

describe('usage_weighted', () => {
  it.each([
    ['more left of the long window', [used(50, 30), used(10, 60)], 0],
    ['the long one tying, more left of the short one', [used(50, 30), used(10, 30)], 1],
    ['close to the short limit comes last', [used(96, 0), used(10, 90)], 1],
    ['a short window alone', [used(20), used(10)], 1],
    ['unknown is not empty', [null, used(10, 10), used(90, 90)], 1],
    ['unknown is not full', [null, used(60, 60), used(90, 90), used(70, 70)], 1],
    ['unknown before the fullest', [null, used(90, 90), used(60, 60), used(97, 99)], 2],
  ])('%s', (_title, usages, expected) => {
    expect(choose(usages.map((usage, index) => account(`a${index}`, { usage }))).account?.id).toBe(`a${expected}`);
  });

  it('puts the unknown between the emptiest and the fullest', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 6 }), (known) => {
        const accounts = [account('unknown'), ...known.map((long) => account(`k${long}`, { usage: used(0, long) }))];
        const remaining = new Map<string, string>();
        const order: string[] = [];
        for (let round = 0; round < accounts.length; round += 1) {
          const id = choose(accounts, { tried: remaining }).account?.id ?? '';
          order.push(id);
          remaining.set(id, 'x');
        }
        // Those tried drop out of the mean, so only the first pick speaks of the whole pool.
        expect(order[0]).toBe(`k${Math.min(...known)}`);
        expect(new Set(order).size).toBe(accounts.length);
      }),
    );
  });

  it('counts running attempts as 2.5 % each, and a window that is over as empty', () => {
    const window = { usedPercent: 50, windowMinutes: 300, resetAtMs: nowMs };
    expect(effectiveUsed(window, 2, nowMs)).toBe(5);
    expect(effectiveUsed(window, 2, nowMs - 1)).toBe(55);
    expect(effectiveUsed(window, 99, nowMs - 1)).toBe(100);
    expect(effectiveUsed(null, 2, nowMs)).toBeNull();
  });
});
