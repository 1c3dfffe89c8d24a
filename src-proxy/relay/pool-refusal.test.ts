import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import { account as record } from '../storage/records.fixture.ts';
import type { AccountRecord } from '../storage/store.ts';
import { poolRefusal } from './pool-refusal.ts';

const nowMs = 1_767_225_600_000;
const of = (id: string, more: Partial<AccountRecord>): Account => new Account(record(id, more), null);
const limited = (id: string, inMs: number | null, more: Partial<AccountRecord> = {}): Account =>
  of(id, { status: 'rate_limited', resetAtMs: inMs === null ? null : nowMs + inMs, ...more });
const refuse = (accounts: Account[], tried: [string, string][] = []) => poolRefusal(accounts, new Map(tried), nowMs);

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

  it('says what became of one that was tried', () => {
    expect(refuse([of('a', {})], [['a', 'http_403']]).message).toContain('It was tried and failed (http_403).');
  });
});
