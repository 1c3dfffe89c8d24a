import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import { account as record } from '../storage/records.fixture.ts';
import type { AccountRecord } from '../storage/store.ts';
import { gapEndMs, type GapFacts } from './capacity-gap.ts';

const nowMs = 1_767_225_600_000;
const budgetMs = 30_000;

function accountOf(id: string, more: Partial<AccountRecord> = {}, cooldownMs = 0): Account {
  const account = new Account(record(id, more), null);
  if (cooldownMs !== 0)
    account.rests = { ...account.rests, cooldownFromMs: nowMs, cooldownUntilMs: nowMs + cooldownMs };
  return account;
}

/** In how many milliseconds, with these codes for accounts `a`, `b`, … */
function gapIn(accounts: readonly Account[], codes: readonly string[], more: Partial<GapFacts> = {}): number | null {
  const candidates = codes.map((code, index) => ({
    accountId: accounts[index]?.id ?? '',
    verdict: 'ineligible' as const,
    code,
    short: null,
    long: null,
    figure: null,
  }));
  const decision = { strategy: 'usage_weighted', accountId: null, reason: '', candidates };
  const chosen = { account: null, decision };
  const endMs = gapEndMs({ chosen, accounts, onlyId: null, notNow: new Map(), nowMs, budgetMs, ...more });
  return endMs === null ? null : endMs - nowMs;
}

const limited = (inMs: number | null): Account =>
  accountOf('a', { status: 'rate_limited', resetAtMs: inMs === null ? null : nowMs + inMs });
const notNow = (inMs: number): Partial<GapFacts> => ({ notNow: new Map([['a', nowMs + inMs]]) });

describe('gapEndMs', () => {
  it.each<[string, Account, string, Partial<GapFacts>, number | null]>([
    ['a cap may free at any moment', accountOf('a'), 'account_stream_cap', {}, budgetMs],
    ['the other cap too', accountOf('a'), 'account_response_create_cap', {}, budgetMs],
    ['no patience, no wait', accountOf('a'), 'account_stream_cap', { budgetMs: 0 }, null],
    ['patience used up', accountOf('a'), 'account_stream_cap', { budgetMs: -1 }, null],
    ['somebody else’s cap is of no use', accountOf('a'), 'account_stream_cap', { onlyId: 'b' }, null],
    ['a limit that ends in 10 s', limited(10_000), 'rate_limited', {}, 10_000],
    ['a limit that ends later', limited(10_001), 'rate_limited', {}, null],
    ['a limit without an end', limited(null), 'rate_limited', {}, null],
    ['a cooldown within the patience', accountOf('a', {}, 30_000), 'cooldown', {}, 30_000],
    ['a cooldown beyond it', accountOf('a', {}, 30_001), 'cooldown', {}, null],
    ['tried, and said no', accountOf('a', {}, 5000), 'tried', {}, null],
    ['tried, and said not now', accountOf('a', {}, 5000), 'tried', notNow(0), 5000],
    ['tried, and the network was gone', accountOf('a'), 'tried', notNow(5000), 5000],
    ['tried, and lost since', accountOf('a', { status: 'reauth_required' }), 'tried', notNow(0), null],
    ['paused', accountOf('a', { status: 'paused' }), 'paused', {}, null],
    ['not the one that is to be used', accountOf('a'), 'not_the_single_account', {}, null],
    ['without the model', accountOf('a'), 'model_not_served', {}, null],
  ])('%s', (_name, account, code, more, expected) => {
    expect(gapIn([account], [code], more)).toBe(expected);
  });

  it('a circuit is waited for until it lets one through, unless that one is under way', () => {
    const account = accountOf('a');
    account.breaker = { failuresInARow: 5, openedAtMs: nowMs - 50_000, isProbing: false };
    expect(gapIn([account], ['circuit_open'])).toBe(10_000);
    account.breaker = { ...account.breaker, isProbing: true };
    expect(gapIn([account], ['circuit_open'])).toBeNull();
  });

  it('of several the soonest', () => {
    expect(gapIn([accountOf('a', {}, 9000), accountOf('b', {}, 4000)], ['cooldown', 'cooldown'])).toBe(4000);
  });

  it.each([
    ['one that asked for a pause gets it', 6000, 0, 6000],
    ['one that failed is asked at once', 0, 60_000, null],
    ['one that did both is asked at once', 6000, 60_000, null],
    ['a pause longer than the patience is not kept', 40_000, 0, null],
  ])('the last resort: %s', (_name, cooldownMs, sinceErrorMs, expected) => {
    const account = accountOf('a', {}, cooldownMs);
    if (sinceErrorMs !== 0) account.rests = { ...account.rests, errorCount: 4, lastErrorAtMs: nowMs };
    const code = 'last_resort';
    const candidate = { accountId: 'a', verdict: 'chosen' as const, code, short: null, long: null, figure: null };
    const decision = { strategy: '', accountId: 'a', reason: '', candidates: [candidate] };
    expect(gapIn([account], [], { chosen: { account, decision } })).toBe(expected);
    const usual = { ...decision, candidates: [{ ...candidate, code: 'chosen' }] };
    expect(gapIn([account], [], { chosen: { account, decision: usual } })).toBeNull();
  });
});
