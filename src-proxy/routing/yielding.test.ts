import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account, anyPool, anyRules, choose, nowMs, used } from './pool.fixture.ts';
import type { RoutableAccount } from './routable-account.ts';
import { isKept, sparesAtMs } from './yielding.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What a request that yields hears of the first of these accounts: `open`, or the code and the floor. */
function toldOf(accounts: readonly RoutableAccount[]): string {
  const { account: chosen, decision, refusal } = choose(accounts, { yields: true });
  const first = decision.candidates.find(({ accountId }) => accountId === accounts[0]?.id);
  expect(refusal).toBe(chosen === null ? 'burn_window_closed' : null);
  return first !== undefined && isKept(first.code) && 'figure' in first ? `${first.code} ${first.figure}` : 'open';
}

const preserved = (short: number, long: number, more: Partial<RoutableAccount> = {}, shortIn = hourMs * 3) =>
  account('p', {
    routingPolicy: 'preserve',
    usage: used(short, long, { short: shortIn, long: 6 * dayMs }),
    ...more,
  });
const other = preserved(90, 90, { id: 'q' });

describe('an account that nobody preserves', () => {
  it.each([
    ['with more than 5 % left of both', [account('a', { usage: used(94, 94) })], 'open'],
    ['with 5 % left of the short window', [account('a', { usage: used(95, 20) })], 'kept_for_foreground 5'],
    ['with 5 % left of the long window', [account('a', { usage: used(20, 95) })], 'kept_for_foreground 5'],
    ['of which nobody knows anything', [account('a')], 'kept_as_unknown null'],
    ['without a short window', [account('a', { usage: used(null, 40) })], 'open'],
    [
      'nearly empty beside one with a reserve',
      [account('a', { usage: used(99, 20), routingPolicy: 'burn_first' }), account('b', { usage: used(50, 50) })],
      'open',
    ],
    [
      'nearly empty beside another one',
      [account('a', { usage: used(99, 20) }), account('b', { usage: used(99, 50) })],
      'kept_for_foreground 5',
    ],
    [
      'nearly empty beside one that cannot serve',
      [account('a', { usage: used(99, 20) }), account('b', { usage: used(0, 0), status: 'paused' })],
      'kept_for_foreground 5',
    ],
  ])('%s', (_name, accounts, expected) => {
    expect(toldOf(accounts)).toBe(expected);
  });
});

describe('an account that is preserved', () => {
  it.each([
    // One of seven days has passed: 14 % of the window, and less than 9 % used is behind that.
    ['on pace, above 15 % of the week', [preserved(10, 80), other], 'open'],
    ['on pace, at 15 %', [preserved(10, 85), other], 'kept_for_foreground 15'],
    [
      'with something left over at its reset, above 5 %',
      [preserved(10, 92, { usage: used(10, 92, { short: 3 * hourMs, long: hourMs }) }), other],
      'open',
    ],
    [
      'in use by somebody else, at 25 %',
      [preserved(10, 75, { lastForegroundAtMs: nowMs - 30 * 60_000 }), other],
      'kept_for_foreground 25',
    ],
    [
      'in use half an hour and a moment ago',
      [preserved(10, 75, { lastForegroundAtMs: nowMs - 30 * 60_000 - 1 }), other],
      'open',
    ],
    ['20 % of five hours while they last', [preserved(80, 10), other], 'kept_for_foreground 20'],
    ['10 % of them in their last hour', [preserved(89, 10, {}, hourMs), other], 'open'],
    ['and not less', [preserved(90, 10, {}, hourMs), other], 'kept_for_foreground 10'],
    ['25 % of the only one', [preserved(75, 10, {}, hourMs)], 'kept_for_foreground 25'],
    ['30 % of one in use', [preserved(70, 10, { lastForegroundAtMs: nowMs }, hourMs), other], 'kept_for_foreground 30'],
    [
      'told of before its window started anew',
      [preserved(0, 0, { usage: used(0, 0, { short: -1, long: dayMs }) }), other],
      'kept_as_unknown null',
    ],
  ])('%s', (_name, accounts, expected) => {
    expect(toldOf(accounts)).toBe(expected);
  });
});

describe('a conversation', () => {
  it('that lives where nothing is to spare is served elsewhere for this once', () => {
    const atHome = preserved(10, 85);
    const rich = account('rich', { usage: used(10, 10) });
    const { account: chosen, affinity } = choose([atHome, rich], { yields: true, boundTo: 'p' });
    expect([chosen?.id, affinity]).toEqual(['rich', 'away']);
    expect(choose([atHome, rich], { boundTo: 'p' }).account?.id).toBe('p');
  });

  it('that can live nowhere else is told that the window is closed', () => {
    const home = account('home', { usage: used(99, 99) });
    const chosen = choose([home], { yields: true, boundTo: 'home', boundHard: true });
    expect(chosen).toMatchObject({ account: null, refusal: 'burn_window_closed' });
  });
});

it('a request that yields takes no account that it may not have, and hears of each', () => {
  fc.assert(
    fc.property(anyPool, anyRules, (accounts, rules) => {
      const { account: chosen, decision } = choose(accounts, { ...rules, yields: true });
      expect(decision.candidates.map(({ accountId }) => accountId).toSorted()).toEqual(
        accounts.map(({ id }) => id).toSorted(),
      );
      const kept = decision.candidates.filter(({ code }) => isKept(code));
      expect(kept.every(({ verdict }) => verdict === 'ineligible')).toBe(true);
      const { account: without } = choose(accounts, rules);
      // Whoever yields gets nobody where the others get nobody.
      if (without === null) expect(chosen).toBeNull();
      if (chosen !== null) expect(kept.map(({ accountId }) => accountId)).not.toContain(chosen.id);
    }),
    { numRuns: 2000 },
  );
});

it('when there may be something to spare again', () => {
  expect(sparesAtMs([account('a')], nowMs)).toBeNull();
  const busy = preserved(50, 50, { lastForegroundAtMs: nowMs - 60_000 });
  expect(sparesAtMs([busy], nowMs)).toBe(nowMs + 29 * 60_000);
  expect(sparesAtMs([account('a', { usage: used(99, 99, { short: hourMs, long: dayMs }) })], nowMs)).toBe(
    nowMs + hourMs,
  );
});
