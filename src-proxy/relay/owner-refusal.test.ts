import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import { account } from '../storage/records.fixture.ts';
import type { AccountRecord } from '../storage/store.ts';
import { ownerRefusal } from './owner-refusal.ts';
import type { Tie } from './owners.ts';

const nowMs = 1_750_000_000_000;
const tie: Tie = { accountId: 'a', by: 'previous_response_id', isTorn: false };

function refusal({
  record = {},
  removed = false,
  code = 'paused',
  triedCode,
  mayNameAccounts = true,
  ...more
}: {
  record?: Partial<AccountRecord>;
  removed?: boolean;
  code?: string;
  triedCode?: string;
  mayNameAccounts?: boolean;
} & Partial<Tie>) {
  const candidate = { accountId: 'a', verdict: 'ineligible', code, short: null, long: null, figure: null } as const;
  const decision: RoutingDecision = { strategy: 's', accountId: null, reason: 'r', candidates: [candidate] };
  const owner = removed ? null : new Account(account('a', record), null);
  return ownerRefusal({ tie: { ...tie, ...more }, owner, triedCode, decision, mayNameAccounts, nowMs });
}

describe('why the one account that could serve does not (pains, weakness 10: a typed cause and a remedy)', () => {
  it('says the state, when it ends, and what to do', () => {
    const limited = refusal({ record: { status: 'rate_limited', resetAtMs: nowMs + 7_200_000 } });
    expect([limited.code, limited.status]).toEqual(['previous_response_owner_unavailable', 400]);
    expect(limited.message).toMatch(
      /a@example\.com.*limit is reached.*back in 2 hours, at 2025-.*full history in `input`/,
    );
    expect(limited.details.fields).toEqual({ resets_at: nowMs / 1000 + 7200, resets_in_seconds: 7200 });
  });

  it.each([{ record: { status: 'paused' as const } }, { code: 'account_stream_cap' }])(
    'a program with a key does not hear whose account it is: %j',
    (facts) => {
      const { message } = refusal({ ...facts, mayNameAccounts: false });
      expect(message).toMatch(/ is on one account alone, /);
      expect(message).not.toContain('@example.com');
    },
  );

  it.each([
    [{ record: { status: 'paused' as const } }, /Paused by you/],
    [{ record: { status: 'reauth_required' as const, deactivationReason: 'token_revoked' } }, /revoked/],
    [{ removed: true }, /was removed from Evenkeel/],
    [{ triedCode: 'http_403' }, /was asked and failed \(http_403\)/],
    [{ code: 'model_not_served' }, /cannot serve it now/],
    [{ by: 'conversation' as const, isTorn: true }, /does not have the answer.*without previous_response_id/],
    [{ by: 'file_id' as const }, /Upload the file again/],
    [{ by: 'conversation' as const }, /Start a new conversation/],
  ])('%j', (facts, words) => {
    const { message, status, details } = refusal(facts);
    expect(message).toMatch(words);
    expect([status, details.fields]).toEqual([400, {}]);
  });

  it('a time that has passed, and one that a working account still carries, are no promise', () => {
    const past = refusal({ record: { status: 'quota_exceeded', resetAtMs: nowMs - 1 } });
    expect([past.message, past.details.fields]).toEqual([expect.not.stringMatching(/expected back/), {}]);
    const active = refusal({ record: { status: 'active', resetAtMs: nowMs + 5000 }, triedCode: 'x' });
    expect([active.message, active.details.fields]).toEqual([expect.not.stringMatching(/expected back/), {}]);
  });

  it('one that is merely busy is worth another try', () => {
    const busy = refusal({ code: 'account_stream_cap' });
    expect([busy.code, busy.status, busy.details.headers]).toEqual([
      'hard_affinity_saturated',
      429,
      { 'retry-after': '5' },
    ]);
  });
});
