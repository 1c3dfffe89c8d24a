import { describe, expect, it } from 'vitest';

import { messages } from '../../i18n/messages.ts';
import { sampleAccount } from '../../state/sample-data.ts';
import { poolHealth } from './health.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const ready = sampleAccount();
const limited = sampleAccount({ status: 'rate_limited', blockedUntil: at(130) });
const exhausted = sampleAccount({ status: 'quota_exceeded', resetAtSecondary: at(600) });
const paused = sampleAccount({ status: 'paused' });
const lapsed = sampleAccount({ status: 'reauth_required' });
const resting = sampleAccount({ cooldownUntil: at(1) });

const sentence = (accounts: readonly (typeof ready)[]) => {
  const pool = poolHealth(accounts, now);
  return messages.health(pool, pool.backAtMs === null ? null : new Date(pool.backAtMs).toISOString().slice(11, 16));
};

describe('poolHealth', () => {
  it.each([
    [[], 'No account yet.'],
    [[ready], 'Your account is ready.'],
    [[ready, ready], 'All 2 accounts are ready.'],
    [[ready, ready, limited], '2 of 3 accounts ready.'],
    [[limited], 'Your account is used up until 14:10.'],
    [[exhausted, limited], 'All accounts are used up until 14:10.'],
    [[paused, paused], 'All accounts are paused.'],
    [[paused, limited], 'No account is ready until 14:10.'],
    [[lapsed, paused], 'No account is ready.'],
    [[resting], 'No account is ready until 12:01.'],
    [[sampleAccount({ status: 'rate_limited' })], 'Your account is used up.'],
  ])('case %#: says it in plain words', (accounts, text) => expect(sentence(accounts)).toBe(text));

  it('counts those that cannot come back without their owner', () => {
    expect(poolHealth([ready, lapsed, sampleAccount({ status: 'deactivated' })], now).needOwner).toBe(2);
  });

  it('does not promise a time that has passed', () => {
    expect(poolHealth([sampleAccount({ status: 'rate_limited', blockedUntil: at(-1) })], now).backAtMs).toBeNull();
  });
});
