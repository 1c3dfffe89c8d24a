import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import { account as record } from '../storage/records.fixture.ts';
import type { AccountRecord } from '../storage/store.ts';
import { burstRefusal, poolRefusal, type PoolFacts } from './pool-refusal.ts';

const nowMs = 1_767_225_600_000;
const of = (id: string, more: Partial<AccountRecord>): Account => new Account(record(id, more), null);
const limited = (id: string, inMs: number | null, more: Partial<AccountRecord> = {}): Account =>
  of(id, { status: 'rate_limited', resetAtMs: inMs === null ? null : nowMs + inMs, ...more });
const nobody: PoolFacts['chosen'] = {
  decision: { strategy: 'usage_weighted', accountId: null, reason: 'no account can serve', candidates: [] },
  refusal: null,
};
const refuse = (accounts: Account[], tried: [string, string][] = [], chosen = nobody) =>
  poolRefusal({ accounts, tried: new Map(tried), chosen, mayNameAccounts: true, nowMs });

describe('poolRefusal', () => {
  it('a pool that is used up is a 429 that says when the first is back', () => {
    const refusal = refuse([
      limited('a', 9_000_000),
      limited('b', 1500, { planType: 'pro', status: 'quota_exceeded' }),
      limited('c', null),
    ]);
    expect([refusal.code, refusal.status, refusal.type]).toEqual(['usage_limit_reached', 429, 'usage_limit_reached']);
    expect(refusal.details).toEqual({
      fields: { plan_type: 'pro', resets_at: Math.ceil((nowMs + 1500) / 1000), resets_in_seconds: 2 },
      headers: { 'retry-after': '2' },
    });
    expect(refusal.message).toContain(new Date(nowMs + 1500).toISOString());
  });

  it('accounts that are out for good do not make it less used up', () => {
    expect(refuse([limited('a', 5), of('b', { status: 'paused' }), of('c', { status: 'deactivated' })]).code).toBe(
      'usage_limit_reached',
    );
  });

  it('says no time that it does not know, nor a time that is over', () => {
    expect(refuse([limited('a', null, { planType: 'unknown' })]).details).toEqual({ fields: {}, headers: {} });
    expect(refuse([limited('a', -5000)]).details.fields?.resets_in_seconds).toBe(1);
  });

  it.each([
    [[], 'No account has been added'],
    [
      [of('a', { status: 'paused' }), of('b', { status: 'reauth_required', deactivationReason: 'invalid_grant' })],
      'a@example.com: Paused by you',
    ],
    [[of('a', { alias: 'Work' }), limited('b', 5)], 'Work: Ready.'],
  ])('nobody selectable is a 503 that names each account', (accounts, text) => {
    const refusal = refuse(accounts);
    expect([refusal.code, refusal.status]).toEqual(['no_accounts', 503]);
    expect(refusal.message).toContain(text);
    for (const { label } of accounts) expect(refusal.message).toContain(label);
  });

  it('a program with a key hears how many are in which state, and no name', () => {
    const accounts = [of('a', { status: 'paused' }), of('b', { alias: 'Work', status: 'paused' }), of('c', {})];
    const { message } = poolRefusal({ accounts, tried: new Map(), chosen: nobody, mayNameAccounts: false, nowMs });
    expect(message).toMatch(/2 accounts: Paused by you\..* 1 account: Ready\./);
    for (const { label } of accounts) expect(message).not.toContain(label);
  });

  it('says what became of one that was tried, in a sentence where the code has one', () => {
    expect(refuse([of('a', {})], [['a', 'http_403']]).message).toContain('It was tried and failed (http_403).');
    expect(refuse([of('a', {})], [['a', 'constructor']]).message).toContain('It was tried and failed (constructor).');
    expect(refuse([of('a', {})], [['a', 'refresh_answer_lost']]).message).toContain(
      'a@example.com: The answer to a renewal of this sign-in was lost on its way to us',
    );
  });

  it.each(['account_stream_cap', 'account_response_create_cap'] as const)(
    'accounts that are merely busy are a 429 %s with Retry-After, although others are limited',
    (refusal) => {
      const { code, status, type, details } = refuse([of('a', {}), limited('b', 9_000_000)], [], {
        ...nobody,
        refusal,
      });
      expect([code, status, type, details]).toEqual([
        refusal,
        429,
        'rate_limit_error',
        { headers: { 'retry-after': '5' } },
      ]);
    },
  );

  it('says of each why it was passed over, and when the first has rested, at most 300 seconds', () => {
    const cooling = of('a', {});
    cooling.rests = { ...cooling.rests, cooldownFromMs: nowMs, cooldownUntilMs: nowMs + 7001 };
    const cut = of('b', {});
    cut.breaker = { failuresInARow: 5, openedAtMs: nowMs - 1, isProbing: false };
    const candidate = { accountId: 'b', verdict: 'ineligible', code: 'circuit_open', short: null, long: null } as const;
    const decision = { ...nobody.decision, candidates: [{ ...candidate, figure: null }] };
    const refusal = refuse([cooling, cut, limited('c', 900_000)], [], { ...nobody, decision });
    expect(refusal.message).toContain('b@example.com: Cut off after failures in a row.');
    expect(refusal.details.headers).toEqual({ 'retry-after': '8' });
    const late = refuse([limited('c', 900_000), of('d', {})]);
    expect(late.details.headers).toEqual({ 'retry-after': '300' });
  });

  it('an account that is to be used alone and is not named is said to be missing', () => {
    const reason = 'single_account is chosen, but no account is named for it';
    const decision = { ...nobody.decision, strategy: 'single_account', reason };
    expect(refuse([of('a', {})], [], { ...nobody, decision }).message).toContain(reason);
  });
});

describe('burstRefusal', () => {
  it('asks to come back when the first has rested', () => {
    const account = of('a', {});
    account.rests = { ...account.rests, cooldownFromMs: nowMs, cooldownUntilMs: nowMs + 2500 };
    const refusal = burstRefusal([account], nowMs);
    expect([refusal.code, refusal.status, refusal.details.headers]).toEqual([
      'rate_limit_exceeded',
      429,
      { 'retry-after': '3' },
    ]);
    expect(burstRefusal([of('b', {})], nowMs).details.headers).toEqual({ 'retry-after': '5' });
  });
});
