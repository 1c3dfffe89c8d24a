import { describe, expect, it } from 'vitest';

import type { LiveEvent } from '#contract/events.ts';

import { accountChangedBy, HappeningWatch } from './happenings.ts';
import { sampleAccount, sampleEngine, sampleRequest } from './sample-data.ts';

const hourMs = 60 * 60_000;
type Status = ReturnType<typeof sampleAccount>['status'];
const account = (status: Status, accountId = 'a1') =>
  ({ type: 'account', account: sampleAccount({ accountId, status }) }) as const;
const snapshot = (...accounts: ReturnType<typeof sampleAccount>[]) =>
  ({ type: 'snapshot' as const, engine: sampleEngine(), accounts, requests: [] }) satisfies LiveEvent;

function tried(...accountIds: string[]) {
  const [first] = accountIds;
  const attempts = accountIds.map((accountId) => ({ accountId }));
  return {
    type: 'request',
    request: { ...sampleRequest({ accountId: accountIds.at(-1) ?? null }), attempts, first },
  } as never;
}

describe('HappeningWatch', () => {
  it('says nothing about how things stand at first', () => {
    const watch = new HappeningWatch();
    expect(watch.read(snapshot(sampleAccount({ status: 'reauth_required' })), 0)).toEqual([]);
    expect(watch.read(account('reauth_required'), 0)).toEqual([]);
  });

  it.each([
    ['active', 'reauth_required', 'needs-sign-in'],
    ['rate_limited', 'deactivated', 'needs-sign-in'],
    ['rate_limited', 'active', 'back'],
    ['quota_exceeded', 'active', 'back'],
    ['active', 'rate_limited', null],
    ['paused', 'active', null],
    ['reauth_required', 'active', null],
  ] as const)('%s → %s: %s', (before, after, kind) => {
    const watch = new HappeningWatch();
    watch.read(snapshot(sampleAccount({ status: before })), 0);
    expect(watch.read(account(after), 0).map((happening) => happening.kind)).toEqual(kind === null ? [] : [kind]);
  });

  it('what changed while the connection was lost is told when it is back', () => {
    const watch = new HappeningWatch();
    watch.read(snapshot(sampleAccount()), 0);
    expect(watch.read(snapshot(sampleAccount({ status: 'reauth_required' })), 1)).toHaveLength(1);
  });

  it('tells the same of one account once an hour', () => {
    const watch = new HappeningWatch();
    const limitAndBack = (nowMs: number) => {
      watch.read(account('rate_limited'), nowMs);
      return watch.read(account('active'), nowMs).length;
    };
    watch.read(snapshot(sampleAccount()), 0);
    expect([limitAndBack(0), limitAndBack(hourMs - 1), limitAndBack(hourMs)]).toEqual([1, 0, 1]);
    watch.read(account('rate_limited', 'b2'), 1);
    expect(watch.read(account('active', 'b2'), 1)).toHaveLength(1);
  });

  it('is silent about what the person just did', () => {
    const watch = new HappeningWatch();
    watch.read(snapshot(sampleAccount({ status: 'rate_limited' })), 0);
    watch.own('a1', 1_000);
    expect(watch.read(account('active'), 2_000)).toEqual([]);
  });

  it('an answer from another account than the first one tried is a move', () => {
    const watch = new HappeningWatch();
    expect(watch.read(tried('a1', 'b2'), 0)).toMatchObject([{ kind: 'moved', accountId: 'a1', toAccountId: 'b2' }]);
    expect(watch.read(tried('a1', 'b2'), 1)).toEqual([]);
    expect(watch.read(tried('c3'), 1)).toEqual([]);
    expect(watch.read(tried('c3', 'c3'), 1)).toEqual([]);
  });
});

describe('accountChangedBy', () => {
  it.each([
    ['/api/accounts/a%2F1/pause', 'POST', 'a/1'],
    ['/api/accounts/a1?delete_history=true', 'DELETE', 'a1'],
    ['/api/accounts/a1/trends', 'GET', null],
    ['/api/settings', 'PUT', null],
  ])('%s %s: %s', (path, method, accountId) => expect(accountChangedBy(path, method)).toBe(accountId));
});
