import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { AccountStatus } from '../contract/account.ts';
import type { AccountRecord } from '../storage/store.ts';
import { Account } from './account.ts';
import { backoffMs, isAged, isWorthKeeping, TokenGuardian } from './token-guardian.ts';
import type { TokenAnswer } from './token-keeper.ts';

const hourMs = 3_600_000;
const startMs = Date.parse('2026-11-02T09:00:00Z');

function account(id: string, status: AccountStatus = 'active', more: Partial<AccountRecord> = {}): Account {
  const record: AccountRecord = {
    id,
    chatgptAccountId: id,
    chatgptUserId: null,
    email: null,
    alias: null,
    workspaceId: null,
    workspaceLabel: null,
    seatType: null,
    planType: 'plus',
    previousPlanType: null,
    planChangedAtMs: null,
    routingPolicy: 'normal',
    priority: null,
    upstreamProxy: null,
    refreshMark: null,
    status,
    deactivationReason: null,
    resetAtMs: null,
    blockedAtMs: null,
    lastRefreshMs: null,
    createdAtMs: startMs,
    usage: null,
    ...more,
  };
  return new Account(record, { accessToken: 'a', refreshToken: 'r', idToken: 'i', obtainedAtMs: startMs });
}

const failed: TokenAnswer = {
  kind: 'failed',
  failure: {
    class: 'server',
    statusCode: 503,
    code: 'http_503',
    message: '',
    raw: '',
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  },
};

function guard(accounts: Account[], renew: (account: Account) => Promise<TokenAnswer>) {
  const clock = new ManualClock(startMs);
  const renewals: { id: string; atMs: number }[] = [];
  const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
  const guardian = new TokenGuardian({
    book: { all: () => accounts },
    tokens: {
      renew: (one) => {
        renewals.push({ id: one.id, atMs: clock.nowMs() });
        return renew(one);
      },
    },
    clock,
    logger: silent,
    random: () => 0.5,
  });
  guardian.start();
  return { clock, renewals, guardian };
}

const renewed = (clock: () => ManualClock) => (one: Account) => {
  if (one.tokens) one.tokens = { ...one.tokens, obtainedAtMs: clock().nowMs() };
  return Promise.resolve<TokenAnswer>({ kind: 'token', accessToken: 'b' });
};

describe('the guardian of idle sign-ins', () => {
  it('renews what is older than 12 h, in rounds of 6 h, and nothing sooner', async () => {
    const all = [account('active'), account('paused', 'paused'), account('limited', 'rate_limited')];
    const stage: ReturnType<typeof guard> = guard(
      all,
      renewed(() => stage.clock),
    );
    await stage.clock.advance(12 * hourMs);
    expect(stage.renewals).toEqual([]);
    await stage.clock.advance(0.5 * hourMs);
    expect(stage.renewals.map(({ id }) => id)).toEqual(['active', 'paused', 'limited']);
    await stage.clock.advance(11 * hourMs);
    expect(stage.renewals).toHaveLength(3);
    await stage.clock.advance(2 * hourMs);
    expect(stage.renewals).toHaveLength(6);
    await stage.guardian.stop();
  });

  it('rests after a failure: 5 minutes, then twice as long each time, an hour at most', async () => {
    const stage = guard([account('a')], () => Promise.resolve(failed));
    await stage.clock.advance(18 * hourMs);
    const pauses = stage.renewals
      .slice(1)
      .map(({ atMs }, index) => (atMs - (stage.renewals[index]?.atMs ?? 0)) / 60_000);
    expect(pauses.slice(0, 6)).toEqual([5, 10, 20, 40, 60, 60]);
    await stage.guardian.stop();
  });

  it('renews three at a time', async () => {
    const ends: (() => void)[] = [];
    const stage = guard(
      Array.from({ length: 8 }, (_, index) => account(`a${index}`)),
      () =>
        new Promise((resolve) => {
          ends.push(() => resolve(failed));
        }),
    );
    await stage.clock.advance(12.5 * hourMs);
    expect(stage.renewals).toHaveLength(3);
    ends.shift()?.();
    await stage.clock.advance(0);
    expect(stage.renewals).toHaveLength(4);
    const stopped = stage.guardian.stop();
    for (const end of ends) end();
    await stopped;
    expect(stage.renewals).toHaveLength(4);
  });

  it('counts the time that the machine slept, and takes a clock that was set back', async () => {
    let offsetMs = 0;
    const clock = new ManualClock(startMs);
    let renewals = 0;
    const guardian = new TokenGuardian({
      book: { all: () => [account('a')] },
      tokens: {
        renew: () => {
          renewals += 1;
          return Promise.resolve<TokenAnswer>({ kind: 'token', accessToken: 'b' });
        },
      },
      clock: { nowMs: () => clock.nowMs() + offsetMs, sleep: (ms, signal) => clock.sleep(ms, signal) },
      logger: { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined },
      random: () => 0.5,
    });
    guardian.start();
    offsetMs = 13 * hourMs;
    await clock.advance(60_000);
    expect(renewals).toBe(1);
    offsetMs = -1000 * hourMs;
    await clock.advance(60_000);
    offsetMs = 0;
    await clock.advance(13 * hourMs);
    expect(renewals).toBeGreaterThan(1);
    await guardian.stop();
  });

  it('leaves alone what only its owner can mend', () => {
    expect(isWorthKeeping(account('a', 'reauth_required'))).toBe(false);
    expect(isWorthKeeping(account('a', 'deactivated'))).toBe(false);
    expect(isWorthKeeping(account('a', 'paused', { deactivationReason: 'refresh_token_reused' }))).toBe(false);
    for (const status of ['active', 'paused', 'rate_limited', 'quota_exceeded'] as const)
      expect(isWorthKeeping(account('a', status))).toBe(true);
  });

  it('backs off by no less than 5 minutes and no more than an hour, never less than before', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2000 }), (inARow) => {
        expect(backoffMs(inARow)).toBeGreaterThanOrEqual(300_000);
        expect(backoffMs(inARow)).toBeLessThanOrEqual(hourMs);
        expect(backoffMs(inARow + 1)).toBeGreaterThanOrEqual(backoffMs(inARow));
      }),
    );
  });

  it('takes tokens of unknown age for as old as the account', () => {
    const one = account('a');
    one.tokens = { accessToken: 'a', refreshToken: 'r', idToken: 'i', obtainedAtMs: null };
    expect(isAged(one, startMs + 12 * hourMs)).toBe(false);
    expect(isAged(one, startMs + 12 * hourMs + 1)).toBe(true);
  });
});
