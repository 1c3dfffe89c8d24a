import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account, choose, chosenId, nowMs, strategyNames, used } from './pool.fixture.ts';
import type { RoutableAccount } from './routable-account.ts';

const limited = (inMs: number | null): Partial<RoutableAccount> => ({
  status: 'rate_limited',
  resetAtMs: inMs === null ? null : nowMs + inMs,
});
const turn = (home: Partial<RoutableAccount>, more: Parameters<typeof choose>[1] = {}) =>
  choose([account('home', home), account('other')], { boundTo: 'home', ...more });

describe('a bound conversation', () => {
  it.each([
    ['its account is ready, nearly used up', { usage: used(99, 99) }, 'stay', 'home', null],
    ['nobody knows how much its account has left', {}, 'stay', 'home', null],
    ['its account is preserved', { routingPolicy: 'preserve' }, 'stay', 'home', null],
    ['its account rests', { cooldownUntilMs: nowMs + 1 }, 'away', 'other', null],
    ['its account is backing off', { backoffUntilMs: nowMs + 300_000 }, 'away', 'other', null],
    ['its limit ends within 10 s', limited(10_000), 'wait', null, 10_000],
    ['its limit ends just after', limited(10_001), 'away', 'other', null],
    ['its limit ends within ten minutes', limited(599_999), 'away', 'other', null],
    ['its limit ends in ten minutes', limited(600_000), 'move', 'other', null],
    ['nobody knows when its limit ends', limited(null), 'away', 'other', null],
    ['its limit should be over', limited(0), 'away', 'other', null],
    ['its quota is back at once', { ...limited(1), status: 'quota_exceeded' }, 'wait', null, 1],
    ['it is paused', { status: 'paused' }, 'move', 'other', null],
    ['it asks for a sign-in', { status: 'reauth_required' }, 'move', 'other', null],
    ['it is deactivated', { status: 'deactivated' }, 'move', 'other', null],
  ] as const)('%s', (_title, home, affinity, expected, waitMs) => {
    const chosen = turn(home);
    expect([chosen.affinity, chosen.account?.id ?? null]).toEqual([affinity, expected]);
    expect(chosen.waitUntilMs).toBe(waitMs === null ? null : nowMs + waitMs);
  });

  it('moves for good when its account is gone, or does not serve the model, and lives nowhere when it is new', () => {
    expect(turn({}, { boundTo: 'gone' })).toMatchObject({ affinity: 'move', account: { id: 'home' } });
    expect(
      turn({}, { lacksModel: ({ id }) => (id === 'home' ? { code: 'model_not_served', untilMs: null } : null) }),
    ).toMatchObject({
      affinity: 'move',
      account: { id: 'other' },
    });
    const named = { preferEarlierReset: 'off', singleAccountId: 'other', circuitBreaker: false } as const;
    for (const home of [{}, limited(3000)])
      expect(turn(home, { strategy: 'single_account', options: named })).toMatchObject({
        affinity: 'move',
        account: { id: 'other' },
      });
    expect(turn({}, { boundTo: null }).affinity).toBe('free');
  });

  it('is away where its account is capped or was tried, and does not wait for one that was tried', () => {
    expect(turn({ inFlightStreams: 8 }, { caps: { creates: 4, streams: 8 } }).affinity).toBe('away');
    expect(turn({}, { tried: new Map([['home', 'x']]) }).affinity).toBe('away');
    expect(turn(limited(5000), { tried: new Map([['home', 'x']]) })).toMatchObject({
      affinity: 'away',
      waitUntilMs: null,
    });
  });

  it('while away stays with whoever served it last, though another has more left', () => {
    const accounts = [
      account('home', limited(60_000)),
      account('last', { usage: used(99, 99) }),
      account('fresh', { usage: used(0, 0) }),
    ];
    const away = choose(accounts, { boundTo: 'home', servedBy: 'last' });
    expect(away.decision).toMatchObject({ accountId: 'last', candidates: [{ code: 'substitute' }, {}, {}] });
    expect(chosenId(accounts, { boundTo: 'gone', servedBy: 'last' })).toBe('last');
    expect(chosenId(accounts, { boundTo: 'home', servedBy: 'home' })).toBe('fresh');
    expect(chosenId(accounts, { boundTo: 'home' })).toBe('fresh');
  });

  it('is no probe for an account that has to prove itself', () => {
    const health = { errorCount: 0, lastErrorAtMs: 0, lastCauseAtMs: nowMs - 60_000, successesInARow: 0 };
    const accounts = [account('home', limited(60_000)), account('recovering', { health }), account('well')];
    expect(chosenId(accounts, { boundTo: 'home' })).toBe('well');
    expect(chosenId(accounts)).toBe('recovering');
  });

  it('the explanation of a wait names the time', () => {
    expect(turn(limited(3000)).decision.candidates).toContainEqual(
      expect.objectContaining({ accountId: 'home', code: 'grace', figure: nowMs + 3000 }),
    );
  });
});

describe('a request that only one account can serve', () => {
  it.each([
    ['ready', {}, 'stay', 'home'],
    ['resting for longer than the grace', { backoffUntilMs: nowMs + 10_001 }, 'insist', 'home'],
    ['resting for a moment', { cooldownUntilMs: nowMs + 3000 }, 'wait', null],
    ['limited', limited(20_000), 'refuse', null],
    ['limited for a moment', limited(9000), 'wait', null],
    ['limited for long', limited(900_000), 'refuse', null],
    ['paused', { status: 'paused' }, 'refuse', null],
    ['capped', { inFlightStreams: 8 }, 'refuse', null],
  ] as const)('%s', (_title, home, affinity, expected) => {
    const chosen = turn(home, { boundHard: true, caps: { creates: 4, streams: 8 } });
    expect([chosen.affinity, chosen.account?.id ?? null]).toEqual([affinity, expected]);
    expect(chosen.refusal).toBe(affinity === 'refuse' ? 'owner_unavailable' : null);
    expect(chosen.decision.candidates).toContainEqual(
      expect.objectContaining({ accountId: 'other', verdict: 'ineligible', code: 'not_the_owner' }),
    );
  });

  it('is refused when that account is gone, or was tried', () => {
    expect(turn({}, { boundHard: true, boundTo: 'gone' }).refusal).toBe('owner_unavailable');
    expect(turn({}, { boundHard: true, tried: new Map([['home', 'x']]) }).refusal).toBe('owner_unavailable');
  });
});

it('of 20 turns with its account cooling from the tenth on, a conversation leaves once and returns once', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...strategyNames.filter((name) => name !== 'single_account')),
      fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom<'cooldown' | 'limit'>('cooldown', 'limit'),
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 20, maxLength: 20 }),
      (strategy, loads, coolTurns, how, drift) => {
        let home: string | null = null;
        let servedBy: string | null = null;
        const served: string[] = [];
        for (let number = 0; number < 20; number += 1) {
          const isCooling = number >= 10 && number < 10 + coolTurns;
          const accounts = loads.map((long, index) => {
            const one = account(`a${index}`, { usage: used((long + (drift[number] ?? 0) * index) % 101, long) });
            if (!isCooling || one.id !== home) return one;
            return { ...one, ...(how === 'limit' ? limited(60_000) : { cooldownUntilMs: nowMs + 3000 }) };
          });
          const chosen = choose(accounts, { strategy, boundTo: home, servedBy, seed: number });
          const id: string = chosen.account?.id ?? '';
          if (chosen.affinity !== 'away') home = id;
          servedBy = id;
          served.push(id);
        }
        const [first = ''] = served;
        const changes = served.filter((id, index) => index > 0 && id !== served[index - 1]).length;
        expect(served.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => first));
        expect(served.slice(10, 10 + coolTurns)).not.toContain(first);
        expect(served.slice(10 + coolTurns)).toEqual(Array.from({ length: 10 - coolTurns }, () => first));
        expect(changes).toBe(2);
      },
    ),
  );
});
