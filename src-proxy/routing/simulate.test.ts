import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account, anyPool, anyRules, choose, nowMs, used } from './pool.fixture.ts';
import type { RoutableAccount } from './routable-account.ts';
import { simulate } from './simulate.ts';

const rules = {
  strategy: 'usage_weighted',
  caps: { creates: 0, streams: 0 },
  options: { preferEarlierReset: 'off', singleAccountId: '', circuitBreaker: false },
  seed: 0,
  nowMs,
} as const;
const cost = { shortPercent: 7, longPercent: 3 };
const far = { short: 1e9, long: 1e9 };

/** Without limits and windows that are over: what becomes of those has its own tests. */
function atRest(one: RoutableAccount): RoutableAccount {
  const [primary, secondary] = [one.usage?.primary, one.usage?.secondary].map((window) =>
    window && (window.resetAtMs ?? 0) > nowMs ? window : null,
  );
  const usage = one.usage && { ...one.usage, primary: primary ?? null, secondary: secondary ?? null };
  return { ...one, usage, resetAtMs: one.status === 'active' ? null : nowMs + 1e9 };
}

/** What one request does to its account, said a second time. */
function spent(one: RoutableAccount, lastSelected: number): RoutableAccount {
  const primary = one.usage?.primary;
  const secondary = one.usage?.secondary;
  const short = primary ? { ...primary, usedPercent: Math.min(100, primary.usedPercent + 7) } : null;
  const long = secondary ? { ...secondary, usedPercent: Math.min(100, secondary.usedPercent + 3) } : null;
  const full = long?.usedPercent === 100 ? long : short?.usedPercent === 100 ? short : null;
  return {
    ...one,
    usage: one.usage && { ...one.usage, primary: short, secondary: long },
    status: full ? 'rate_limited' : 'active',
    resetAtMs: full?.resetAtMs ?? null,
    lastSelected,
    lastUsedAtMs: nowMs,
  };
}

describe('the next requests', () => {
  it('are where repeated choice would send them', () => {
    fc.assert(
      fc.property(anyPool, anyRules, (anyAccounts, more) => {
        const accounts = anyAccounts.map(atRest);
        const steps = simulate({ ...more, accounts, nowMs, requests: 12, cost, everyMs: 0 });
        let pool = accounts;
        let selections = Math.max(0, ...pool.map(({ lastSelected }) => lastSelected));
        for (const [index, { accountId, decision }] of steps.entries()) {
          const chosen = choose(pool, { ...more, seed: more.seed + index });
          expect([accountId, decision]).toEqual([chosen.account?.id ?? null, chosen.decision]);
          selections += 1;
          pool = pool.map((one) => (one === chosen.account ? spent(one, selections) : one));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('spread as each uses something up', () => {
    const accounts = [account('a', { usage: used(0, 0, far) }), account('b', { usage: used(0, 15, far) })];
    const steps = simulate({ ...rules, accounts, requests: 5, cost: { shortPercent: 1, longPercent: 10 }, everyMs: 0 });
    expect(steps.map(({ accountId }) => accountId)).toEqual(['a', 'a', 'b', 'a', 'b']);
    expect(steps[0]?.decision.reason).toContain('has most left');
  });

  it('end when every window is full, and go on when one starts anew', () => {
    const accounts = [account('a', { usage: used(60, 0, { short: 5000, long: 1e9 }) })];
    const steps = simulate({
      ...rules,
      accounts,
      requests: 8,
      cost: { shortPercent: 20, longPercent: 1 },
      everyMs: 1000,
    });
    expect(steps.map(({ accountId }) => accountId)).toEqual(['a', 'a', null, null, null, 'a', 'a', 'a']);
    expect(steps.map(({ atMs }) => atMs - nowMs)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]);
    expect(steps[2]?.decision.candidates).toMatchObject([{ code: 'rate_limited', figure: nowMs + 5000 }]);
  });

  it('begin a window that is over', () => {
    const accounts = [account('a', { usage: used(99, 0, { short: -1, long: 1e9 }) })];
    const expensive = { shortPercent: 60, longPercent: 1 };
    const steps = simulate({ ...rules, accounts, requests: 3, cost: expensive, everyMs: 0 });
    expect(steps.map(({ accountId }) => accountId)).toEqual(['a', 'a', null]);
    expect(steps[2]?.decision.candidates).toMatchObject([{ code: 'rate_limited', figure: nowMs + 18_000_000 }]);
  });

  it("go by an owner's order that is only being tried", () => {
    const accounts = [account('a', { priority: 0 }), account('b', { priority: 1 }), account('c', { priority: 2 })];
    const steps = simulate({
      ...rules,
      strategy: 'priority',
      accounts,
      order: ['c', 'a'],
      requests: 1,
      cost: { shortPercent: 1, longPercent: 1 },
      everyMs: 0,
    });
    expect(steps[0]?.accountId).toBe('c');
    expect(steps[0]?.decision.candidates).toMatchObject([
      { accountId: 'c', figure: 0 },
      { accountId: 'a', figure: 1 },
      { accountId: 'b', figure: null },
    ]);
  });

  it('leave an unknown quota unknown, and what was given as it was', () => {
    const accounts = [account('a')];
    const steps = simulate({
      ...rules,
      accounts,
      requests: 3,
      cost: { shortPercent: 50, longPercent: 50 },
      everyMs: 0,
    });
    expect(steps.map(({ decision }) => decision.candidates[0])).toMatchObject([
      { short: null, long: null },
      { short: null, long: null },
      { short: null, long: null },
    ]);
    expect(accounts).toEqual([account('a')]);
  });

  it('keep the facts of an account whose facts are getters', () => {
    const live = Object.create(
      Object.defineProperties({}, Object.getOwnPropertyDescriptors(account('a', { usage: used(5, 5, far) }))),
    ) as ReturnType<typeof account>;
    const steps = simulate({
      ...rules,
      accounts: [live],
      requests: 2,
      cost: { shortPercent: 5, longPercent: 5 },
      everyMs: 0,
    });
    expect(steps.map(({ accountId }) => accountId)).toEqual(['a', 'a']);
    expect(steps[1]?.decision.candidates).toMatchObject([{ short: 10, long: 10 }]);
  });
});
