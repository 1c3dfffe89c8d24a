import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account, anyPool, anyRules, choose, chosenId, nowMs, strategyNames, used, type More } from './pool.fixture.ts';
import type { RoutableAccount } from './routable-account.ts';
import type { ModelLack } from './standing.ts';

const rests = ({ cooldownUntilMs, backoffUntilMs }: RoutableAccount): boolean =>
  Math.max(cooldownUntilMs, backoffUntilMs) > nowMs;

/** What no account may be given, said a second time and in other words. */
function mayServe(
  one: RoutableAccount,
  {
    tried,
    strategy,
    caps,
    options,
    boundTo,
  }: Required<Pick<More, 'tried' | 'strategy' | 'caps' | 'options' | 'boundTo'>>,
): boolean {
  const { inFlightCreates: creates = 0, inFlightStreams: streams = 0 } = one;
  const room = one.id === boundTo ? caps.streams : Math.max(1, caps.streams - 1);
  return (
    one.status === 'active' &&
    !tried.has(one.id) &&
    (strategy !== 'single_account' || one.id === options.singleAccountId) &&
    !(options.circuitBreaker && one.circuit === 'open') &&
    !(caps.creates > 0 && creates >= caps.creates) &&
    !(caps.streams > 0 && streams >= room)
  );
}

const anyRequest = fc.record({
  triedIndexes: fc.array(fc.nat({ max: 7 }), { maxLength: 4 }),
  boundIndex: fc.option(fc.nat({ max: 9 })),
  boundHard: fc.boolean(),
  servedBy: fc.option(fc.nat({ max: 9 }).map((index) => `a${index}`)),
});

describe('any choice', () => {
  it('is of an account that can serve, explains every account once, and does not depend on their order', () => {
    fc.assert(
      fc.property(
        anyPool,
        anyRules,
        anyRequest,
        (accounts, rules, { triedIndexes, boundIndex, boundHard, servedBy }) => {
          const tried = new Map(triedIndexes.map((index) => [`a${index}`, 'x']));
          const boundTo = boundIndex === null ? null : `a${boundIndex}`;
          const more = { ...rules, tried, boundTo, boundHard, servedBy };
          const { account: chosen, decision, waitUntilMs, affinity, refusal } = choose(accounts, more);
          const can = accounts.filter((one) => mayServe(one, more));
          const ready = can.filter((one) => !rests(one));
          const home = accounts.find(({ id }) => id === boundTo);

          expect(decision.accountId).toBe(chosen?.id ?? null);
          expect(decision.candidates.map(({ accountId }) => accountId).toSorted()).toEqual(
            accounts.map(({ id }) => id).toSorted(),
          );
          expect(
            decision.candidates.filter(({ verdict }) => verdict === 'chosen').map(({ accountId }) => accountId),
          ).toEqual(chosen ? [chosen.id] : []);

          if (chosen) expect(ready.length > 0 && affinity !== 'insist' ? ready : can).toContain(chosen);
          else if (waitUntilMs === null && !(boundHard && boundTo !== null)) expect(can).toEqual([]);
          if (home && ready.includes(home)) expect(chosen).toBe(home);
          if (boundHard && boundTo !== null) expect([boundTo, null]).toContain(chosen?.id ?? null);
          if (waitUntilMs !== null)
            expect([chosen, waitUntilMs > nowMs && waitUntilMs <= nowMs + 10_000]).toEqual([null, true]);
          if (refusal !== null) expect(chosen).toBeNull();

          const again = choose(accounts.toReversed(), more);
          expect([again.account, again.waitUntilMs, again.affinity]).toEqual([chosen, waitUntilMs, affinity]);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each(['rate_limited', 'quota_exceeded', 'paused', 'reauth_required', 'deactivated'] as const)(
    'says why not: %s',
    (status) => {
      const { decision } = choose([account('a', { status, resetAtMs: nowMs })]);
      expect(decision).toMatchObject({
        accountId: null,
        reason: 'no account can serve',
        candidates: [{ verdict: 'ineligible', code: status, figure: nowMs }],
      });
    },
  );

  it('a request without a fact that nobody keeps is chosen for all the same', () => {
    expect(chosenId([account('a')], { caps: { creates: 1, streams: 1 } })).toBe('a');
  });

  it('keeps the seed exactly where a lot was drawn', () => {
    const seeded = strategyNames.filter(
      (strategy) =>
        choose([account('a')], {
          strategy,
          seed: 7,
          options: { preferEarlierReset: 'off', singleAccountId: 'a', circuitBreaker: false },
        }).decision.seed === 7,
    );
    expect(seeded.toSorted()).toEqual(['capacity_weighted', 'relative_availability']);
  });
});

describe('what keeps an account out', () => {
  const caps = { creates: 4, streams: 8 };

  it.each([
    ['account_response_create_cap', { inFlightCreates: 4 }, 4],
    ['account_stream_cap', { inFlightStreams: 7 }, 7],
  ] as const)('%s, and then the refusal says so', (code, more, figure) => {
    const busy = choose([account('a', more)], { caps });
    expect(busy).toMatchObject({ account: null, refusal: code });
    expect(busy.decision.candidates).toMatchObject([{ verdict: 'ineligible', code, figure }]);
    expect(chosenId([account('a', more), account('b')], { caps })).toBe('b');
    expect(chosenId([account('a', more)], { caps: { creates: 0, streams: 0 } })).toBe('a');
  });

  it('the last stream is kept for a conversation that lives there, and a cap of one is one', () => {
    const accounts = [account('a', { inFlightStreams: 7 })];
    expect(chosenId(accounts, { caps, boundTo: 'a' })).toBe('a');
    expect(chosenId([account('a')], { caps: { creates: 1, streams: 1 } })).toBe('a');
    expect(chosenId([account('a', { inFlightStreams: 1 })], { caps: { creates: 0, streams: 1 } })).toBeUndefined();
  });

  it('an open circuit, where the owner wants circuits; half open it may be used', () => {
    const options = { preferEarlierReset: 'off', singleAccountId: '', circuitBreaker: true } as const;
    const open = [account('a', { circuit: 'open' })];
    expect(choose(open, { options }).decision.candidates).toMatchObject([{ code: 'circuit_open' }]);
    expect(chosenId(open)).toBe('a');
    expect(chosenId([account('a', { circuit: 'half_open' })], { options })).toBe('a');
  });

  it('a model that it does not serve; not one of which nobody knows', () => {
    const accounts = [account('no', { usage: used(0, 0) }), account('unknown', { usage: used(50, 50) })];
    const lacksModel = ({ id }: RoutableAccount): ModelLack | null =>
      id === 'no' ? { code: 'model_not_served', untilMs: null } : null;
    const { account: chosen, decision } = choose(accounts, { lacksModel });
    expect(chosen?.id).toBe('unknown');
    expect(decision.candidates.find(({ accountId }) => accountId === 'no')).toMatchObject({ code: 'model_not_served' });
  });

  it('single_account serves from one alone, from none while none is named', () => {
    const accounts = [account('a'), account('b', { usage: used(99, 99) })];
    const only = (singleAccountId: string): More => ({
      strategy: 'single_account',
      options: { preferEarlierReset: 'off', singleAccountId, circuitBreaker: false },
    });
    expect(chosenId(accounts, only('b'))).toBe('b');
    expect(choose(accounts, only('b')).decision.candidates).toContainEqual(
      expect.objectContaining({ accountId: 'a', code: 'not_the_single_account' }),
    );
    expect(choose(accounts, only('gone')).decision.reason).toBe('no account can serve');
    expect(choose(accounts, only('')).decision.reason).toContain('no account is named');
  });
});

describe('policy and health', () => {
  const draining = { usage: used(90, 0) };
  const recovering = (usedAgoMs: number): Partial<RoutableAccount> => ({
    lastUsedAtMs: nowMs - usedAgoMs,
    health: { errorCount: 0, lastErrorAtMs: 0, lastCauseAtMs: nowMs - 60_000, successesInARow: 0 },
  });

  it.each([
    ['burn_first before normal', [{}, { routingPolicy: 'burn_first', usage: used(80, 80) }], 1, 'not_burn_first'],
    ['normal before preserve', [{ routingPolicy: 'preserve' }, { usage: used(80, 80) }], 1, 'preserved'],
    ['a healthy preserved one before a draining one', [draining, { routingPolicy: 'preserve' }], 1, 'draining'],
    ['healthy before draining to be burnt', [{ ...draining, routingPolicy: 'burn_first' }, {}], 1, 'draining'],
    ['healthy before probing', [recovering(1000), { usage: used(80, 80) }], 1, 'probing'],
    ['probing before draining', [{ usage: used(0, 90) }, recovering(1000)], 1, 'draining'],
    ['within the 5-hour budget before over it', [{ usage: used(96, 0) }, { usage: used(95, 89) }], 1, 'over_budget'],
    ['over it before preserved', [{ ...draining, routingPolicy: 'preserve' }, { usage: used(96, 99) }], 1, 'preserved'],
    ['a recovering one left alone for a minute first', [{}, recovering(60_000)], 1, 'recovery_elsewhere'],
  ] as const)('%s', (_title, facts, expected, code) => {
    const accounts = facts.map((more, index) => account(`a${index}`, more as Partial<RoutableAccount>));
    const { account: chosen, decision } = choose(accounts);
    expect(chosen?.id).toBe(`a${expected}`);
    expect(decision.candidates.filter(({ verdict }) => verdict === 'lost')).toMatchObject([{ code }]);
  });

  it('the recovery probe goes to the one that has waited longest, never to a preserved one or a second time', () => {
    const a = account('a', recovering(70_000));
    const b = account('b', recovering(80_000));
    expect(choose([a, b, account('c')]).decision).toMatchObject({
      accountId: 'b',
      candidates: [{ code: 'recovery_probe' }, {}, {}],
    });
    expect(chosenId([a, { ...b, lastUsedAtMs: nowMs }, account('c')])).toBe('a');
    expect(chosenId([{ ...b, routingPolicy: 'preserve' }, account('c')])).toBe('c');
  });

  it.each(['sequential_drain', 'priority'] as const)('%s keeps its order whatever the health', (strategy) => {
    const accounts = [
      account('first', { usage: used(99, 99), planType: 'free', priority: 0 }),
      account('second', { planType: 'plus', priority: 1 }),
    ];
    expect(chosenId(accounts, { strategy })).toBe('first');
  });

  it('an unknown quota drains nothing and is over no budget', () => {
    expect(choose([account('a'), account('b')]).decision.candidates.map(({ code }) => code)).toEqual([
      'chosen',
      'outranked',
    ]);
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

  it("a conversation's own account goes before one that is due sooner", () => {
    const accounts = [account('home', { backoffUntilMs: nowMs + 9 }), account('b', { backoffUntilMs: nowMs + 5 })];
    expect(chosenId(accounts, { boundTo: 'home' })).toBe('home');
  });
});
