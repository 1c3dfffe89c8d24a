import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountVerdictSchema, type AccountStatus } from '../contract/account.ts';
import type { UsageSample } from '../storage/store.ts';
import { verdictOf, type JudgedAccount } from './account-verdict.ts';
import { durationWords, windowName } from './duration-words.ts';
import { rested, type ShortRests } from './short-rests.ts';

const nowMs = 1_767_225_600_000;
const hourMs = 3_600_000;
const window = (usedPercent: number, windowMinutes = 300, resetAtMs: number | null = nowMs + 2 * hourMs) => ({
  usedPercent,
  windowMinutes,
  resetAtMs,
});

const blockedAtMs = nowMs - 60_000;
const standings = {
  active: { status: 'active', deactivationReason: null, resetAtMs: null, blockedAtMs: null },
  rate_limited: {
    status: 'rate_limited',
    deactivationReason: 'usage_limit_reached',
    resetAtMs: nowMs + 3 * hourMs,
    blockedAtMs,
  },
  quota_exceeded: {
    status: 'quota_exceeded',
    deactivationReason: 'insufficient_quota',
    resetAtMs: nowMs + hourMs,
    blockedAtMs,
  },
  /** Its time has come; the next selection will lift it. */
  ended: { status: 'rate_limited', deactivationReason: 'usage_limit_reached', resetAtMs: nowMs, blockedAtMs },
  paused: { status: 'paused', deactivationReason: null, resetAtMs: null, blockedAtMs },
  reauth_required: {
    status: 'reauth_required',
    deactivationReason: 'refresh_token_reused',
    resetAtMs: null,
    blockedAtMs,
  },
  deactivated: { status: 'deactivated', deactivationReason: 'account_deactivated', resetAtMs: null, blockedAtMs },
} as const satisfies Readonly<Record<string, JudgedAccount['standing'] & { status: AccountStatus }>>;

const base = { secondary: null, monthly: null, credits: null };
const older = nowMs - 120_000;
const newer = nowMs - 5000;
const samples = {
  none: null,
  'room, older': { ...base, atMs: older, primary: window(41) },
  'room, newer': { ...base, atMs: newer, primary: window(41), secondary: window(80, 10_080, nowMs + 72 * hourMs) },
  'full, older': { ...base, atMs: older, primary: window(100) },
  'full, newer': { ...base, atMs: newer, primary: window(41), secondary: window(100, 10_080) },
  'reset since': { ...base, atMs: newer, primary: window(100, 300, nowMs) },
  'credits, newer': {
    ...base,
    atMs: newer,
    primary: window(100),
    credits: { has: true, unlimited: false, balance: '12.50' },
  },
  'nothing in it': { ...base, atMs: newer, primary: null },
} as const satisfies Readonly<Record<string, UsageSample | null>>;

const rests: Readonly<Record<'rested' | 'cooling' | 'backing off', ShortRests>> = {
  rested,
  cooling: { ...rested, cooldownFromMs: nowMs, cooldownUntilMs: nowMs + 3000 },
  'backing off': { ...rested, errorCount: 3, lastErrorAtMs: nowMs },
};

const account = (
  standing: keyof typeof standings,
  sample: keyof typeof samples,
  more: Partial<JudgedAccount> = {},
): JudgedAccount => ({
  standing: standings[standing],
  usage: samples[sample],
  rests: rested,
  lastError: null,
  ...more,
});

/** By the upstream’s last word: room (y), no room (n), not said (?). After a limit, only what was said since counts. */
const expected = {
  //                none, room older, room newer, full older, full newer, reset since, credits, nothing in it
  active: '?yynnyy?',
  rate_limited: 'nnynnyy?',
  quota_exceeded: 'nnynnyy?',
  ended: '??y?nyy?',
  paused: '?yynnyy?',
  reauth_required: '?yynnyy?',
  deactivated: '?yynnyy?',
} as const;
const table = Object.entries(expected).flatMap(([standing, words]) =>
  Object.keys(samples).flatMap((sample, index) =>
    (['rested', 'cooling', 'backing off'] as const).map(
      (rest) =>
        [standing, sample, rest, words.charAt(index)] as [
          keyof typeof standings,
          keyof typeof samples,
          typeof rest,
          string,
        ],
    ),
  ),
);

describe('upstream says, we think', () => {
  it.each(table)('%s; sample: %s; %s → it says: %s', (standing, sample, rest, word) => {
    const verdict = verdictOf(account(standing, sample, { rests: rests[rest] }), nowMs);
    expect(accountVerdictSchema.parse(verdict)).toEqual(verdict);
    const says = word === '?' ? null : word === 'y';
    expect(verdict.upstream.usable).toBe(says);
    const serves = standing === 'active' || standing === 'ended';
    expect(verdict.ours.usable).toBe(serves && rest === 'rested');
    const isHeld = standing === 'rate_limited' || standing === 'quota_exceeded';
    const differs = says !== null && ((serves && !says) || (isHeld && says));
    expect(verdict.agree).toBe(!differs);
    expect(verdict.suggestion).toBe(differs ? 'Probe it to settle this.' : null);
    for (const text of [verdict.ours.text, verdict.upstream.text]) expect(text).toMatch(/^[A-Z0-9].*\.$/);
  });

  it.each([
    ['active', 'none', {}, 'Ready.', 'The upstream has not said anything yet.'],
    [
      'rate_limited',
      'room, newer',
      {},
      'The usage limit is reached. It comes back by itself when the window resets. That should be in 3 hours.',
      '5-hour window 41% used (resets in 2 hours), weekly window 80% used (resets in 3 days). Last refusal: usage_limit_reached, 60 seconds ago.',
    ],
    ['active', 'credits, newer', {}, 'Ready.', '5-hour window 100% used (resets in 2 hours), 12.50 credits left.'],
    [
      'active',
      'reset since',
      { rests: rests.cooling },
      'Resting after a burst of requests, for another 3 seconds.',
      '5-hour window reset since.',
    ],
    [
      'active',
      'nothing in it',
      { rests: rests['backing off'] },
      'Resting after several errors in a row, for another 30 seconds.',
      'The upstream has not said anything yet.',
    ],
    ['paused', 'none', {}, 'Paused by you. Resume it to use it again.', 'The upstream has not said anything yet.'],
  ] as const)('%s; %s: says so in words', (standing, sample, more, ours, upstream) => {
    const verdict = verdictOf(account(standing, sample, more), nowMs);
    expect([verdict.ours.text, verdict.upstream.text]).toEqual([ours, upstream]);
  });

  it('names the later refusal, and none that never came from the upstream', () => {
    const error = (atMs: number, statusCode: number | null, code: string | null) => ({
      lastError: { at: new Date(atMs).toISOString(), statusCode, code, message: 'no' },
    });
    const text = (more: Partial<JudgedAccount>): string =>
      verdictOf(account('rate_limited', 'none', more), nowMs).upstream.text;
    expect(text(error(newer, 503, 'http_503'))).toBe('Last refusal: http_503, 5 seconds ago.');
    expect(text(error(older, 503, 'http_503'))).toBe('Last refusal: usage_limit_reached, 60 seconds ago.');
    expect(text(error(newer, null, 'upstream_unreachable'))).toBe('Last refusal: usage_limit_reached, 60 seconds ago.');
    expect(text(error(newer, 402, null))).toBe('Last refusal: HTTP 402, 5 seconds ago.');
  });

  it('dates the upstream’s word by its newer part', () => {
    const at = (sample: keyof typeof samples) => verdictOf(account('rate_limited', sample), nowMs).upstream.at;
    expect(at('none')).toBe(new Date(blockedAtMs).toISOString());
    expect(at('room, older')).toBe(new Date(blockedAtMs).toISOString());
    expect(at('room, newer')).toBe(new Date(newer).toISOString());
    expect(verdictOf(account('active', 'none'), nowMs).upstream.at).toBeNull();
  });

  it('never calls a window used up that is not', () => {
    const said = (usedPercent: number): string =>
      verdictOf({ ...account('active', 'none'), usage: { ...base, atMs: newer, primary: window(usedPercent) } }, nowMs)
        .upstream.text;
    expect(said(99.7)).toContain('99% used');
    expect(said(100)).toContain('100% used');
    expect(said(104)).toContain('100% used');
  });
});

describe('lengths in words', () => {
  it.each([
    [0, '1 second'],
    [1400, '1 second'],
    [89_000, '89 seconds'],
    [90_000, '2 minutes'],
    [60_000 * 89, '89 minutes'],
    [hourMs * 1.5, '2 hours'],
    [hourMs * 35, '35 hours'],
    [hourMs * 36, '2 days'],
  ])('%i ms are %s', (lengthMs, words) => {
    expect(durationWords(lengthMs)).toBe(words);
  });

  it('never name a length of none', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4e10 }), (lengthMs) => {
        expect(durationWords(lengthMs)).toMatch(
          /^(1 (second|minute|hour|day)|([2-9]|[1-9]\d+) (seconds|minutes|hours|days))$/,
        );
      }),
    );
  });

  it.each([
    [300, '5-hour window'],
    [10_080, 'weekly window'],
    [43_200, 'monthly window'],
    [1440, '1-day window'],
    [90, '90-minute window'],
  ])('a window of %i minutes is called %s', (minutes, name) => {
    expect(windowName(minutes)).toBe(name);
  });
});
