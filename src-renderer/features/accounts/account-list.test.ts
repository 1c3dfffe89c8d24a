import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '#contract/account.ts';

import { sampleAccount } from '../../state/sample-data.ts';
import { sampleReportRow } from '../../state/sample-history.ts';
import { accountsFor, leastLeftPercent, nextResetMs, type AccountQuestion } from './account-list.ts';

const nowMs = Date.parse('2026-01-10T12:00:00.000Z');
const usage = (primary: number | null, secondary: number | null) => ({
  primaryRemainingPercent: primary,
  secondaryRemainingPercent: secondary,
  monthlyRemainingPercent: null,
});
const named = (accountId: string, parts: Partial<AccountSummary> = {}) =>
  sampleAccount({ accountId, displayName: `${accountId}@example.com`, email: null, ...parts });

const accounts = [
  named('anna', {
    planType: 'pro',
    priority: 1,
    usage: usage(80, 20),
    resetAtPrimary: '2026-01-10T13:00:00.000Z',
  }),
  named('bert', { planType: 'plus', priority: 0, usage: usage(50, 60), status: 'paused' }),
  named('cleo', {
    planType: 'plus',
    workspaceLabel: 'Kitchen',
    status: 'rate_limited',
    resetAtPrimary: '2026-01-10T11:00:00.000Z',
    resetAtSecondary: '2026-01-10T12:30:00.000Z',
  }),
  named('dora', { status: 'reauth_required' }),
];
const figures = new Map([['cleo', sampleReportRow('cleo', { requests: 9 })]]);
const ids = (question: Partial<AccountQuestion>) =>
  accountsFor(accounts, { query: '', state: 'all', sort: 'priority', ...question }, { nowMs, figures }).map(
    ({ accountId }) => accountId,
  );

describe('accountsFor', () => {
  it.each([
    ['priority', ['bert', 'anna', 'cleo', 'dora']],
    ['name', ['anna', 'bert', 'cleo', 'dora']],
    ['plan', ['bert', 'cleo', 'dora', 'anna']],
    ['left', ['bert', 'anna', 'cleo', 'dora']],
    ['reset', ['cleo', 'anna', 'bert', 'dora']],
    ['requests', ['cleo', 'bert', 'anna', 'dora']],
  ] as const)('sorted by %s, what is not known comes last', (sort, expected) =>
    expect(ids({ sort })).toEqual(expected),
  );

  it.each([
    ['ready', ['anna']],
    ['paused', ['bert']],
    ['limited', ['cleo']],
    ['needs-owner', ['dora']],
  ] as const)('only the %s', (state, expected) => expect(ids({ state })).toEqual(expected));

  it('finds all words, wherever they stand', () => {
    expect(ids({ query: ' KITCHEN plus ' })).toEqual(['cleo']);
    expect(ids({ query: 'kitchen pro' })).toEqual([]);
    expect(ids({ query: 'example' })).toHaveLength(4);
  });

  it('leaves what it was given in place', () => {
    const before = [...accounts];
    ids({ sort: 'requests' });
    expect(accounts).toEqual(before);
  });
});

describe('what an account has left', () => {
  it('is told by the window with least', () => {
    expect(leastLeftPercent({ usage: usage(80, 20) })).toBe(20);
    expect(leastLeftPercent({ usage: usage(null, null) })).toBeNull();
  });
  it('a reset that has passed is none', () => {
    expect(nextResetMs(named('x', { resetAtPrimary: '2026-01-10T11:00:00.000Z' }), nowMs)).toBeNull();
  });
});
