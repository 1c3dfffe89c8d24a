import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AccountStatus } from '../contract/account.ts';
import type { FailureClass, UpstreamFailure } from '../providers/provider.ts';
import type { UsageSample } from '../storage/store.ts';
import { statusSentence } from './account-sentences.ts';
import { ownerMay, transition, type AccountEvent } from './account-state.ts';
import { rested } from './short-rests.ts';
import { hasRoom, isLost, type Standing } from './standing.ts';
import { isUnexplainedRefusal } from './unexplained-refusal.ts';

const nowMs = 1_767_225_600_000;
const standing = (status: AccountStatus, more: Partial<Standing> = {}): Standing => ({
  status,
  deactivationReason: status === 'active' ? null : 'a_code',
  resetAtMs: null,
  blockedAtMs: status === 'active' ? null : nowMs,
  ...more,
});
const failure = (kind: FailureClass, code: string, more: Partial<UpstreamFailure> = {}): UpstreamFailure => ({
  class: kind,
  statusCode: 429,
  code,
  message: '',
  raw: '',
  resetsAtMs: null,
  retryAfterMs: null,
  response: null,
  ...more,
});
const sample = (atMs: number, usedPercent: number, more: Partial<UsageSample> = {}): UsageSample => ({
  atMs,
  primary: { usedPercent, windowMinutes: 300, resetAtMs: null },
  secondary: null,
  monthly: null,
  credits: null,
  ...more,
});

/** What an event makes of the durable part, for an account that does not rest. */
const after = (before: Standing, event: AccountEvent, atMs: number): Standing =>
  transition({ standing: before, rests: rested }, event, atMs).standing;
const failed = (kind: FailureClass, code: string, more: Partial<UpstreamFailure> = {}): AccountEvent => ({
  kind: 'failure',
  failure: failure(kind, code, more),
});

describe('a failure', () => {
  it.each([
    ['rate_limit', { resetsAtMs: nowMs + 5 }, 'rate_limited', 5],
    ['rate_limit', { retryAfterMs: 90_000 }, 'rate_limited', 90_000],
    ['rate_limit', { retryAfterMs: 1100 }, 'rate_limited', 1100],
    ['rate_limit', {}, 'rate_limited', 30_000],
    ['quota', { resetsAtMs: nowMs + 7 }, 'quota_exceeded', 7],
    ['quota', {}, 'quota_exceeded', 3_600_000],
  ] as const)('of class %s %j blocks: %s for %i ms', (kind, more, status, forMs) => {
    expect(after(standing('active'), failed(kind, 'the_code', more), nowMs)).toEqual({
      status,
      deactivationReason: 'the_code',
      resetAtMs: nowMs + forMs,
      blockedAtMs: nowMs,
    });
  });

  it.each([
    'burst',
    'server',
    'dropped',
    'unreachable',
    'request',
    'entitlement',
    'foreign_content',
    'unauthorized',
    'account_refused',
  ] as const)('of class %s leaves the standing alone', (kind) => {
    const before = standing('active');
    expect(after(before, failed(kind, 'x'), nowMs)).toBe(before);
  });

  it.each([
    ...[
      'refresh_token_expired',
      'refresh_token_reused',
      'refresh_token_invalidated',
      'invalid_refresh_token',
      'invalid_grant',
      'token_invalidated',
      'token_revoked',
      'token_expired',
      'app_session_terminated',
      'account_session_expired',
      'account_auth_invalidated',
      'invalid_workspace_selected',
      'tokens_missing',
    ].map((code) => [code, 'reauth_required'] as const),
    ...['account_deactivated', 'account_suspended', 'account_deleted', 'deactivated_workspace'].map(
      (code) => [code, 'deactivated'] as const,
    ),
  ])('%s means %s, with a sentence of its own', (code, status) => {
    const lost = after(standing('active'), failed('permanent', code), nowMs);
    expect(lost).toEqual({ status, deactivationReason: code, resetAtMs: null, blockedAtMs: nowMs });
    expect(statusSentence(lost)).not.toContain(code);
  });
});

describe('a limit lifts', () => {
  it.each(['rate_limited', 'quota_exceeded'] as const)('by time: %s exactly at its reset', (status) => {
    const blocked = standing(status, { resetAtMs: nowMs + 1000 });
    expect(after(blocked, { kind: 'timePassed' }, nowMs + 999)).toBe(blocked);
    expect(after(blocked, { kind: 'timePassed' }, nowMs + 1000).status).toBe('active');
  });

  it.each([
    ['rate_limited', 'a sample older than the block', 0, 10, 3_600_000, false],
    ['rate_limited', 'a fresh one, before 30 s', 1, 10, 29_999, false],
    ['rate_limited', 'a fresh one, after 30 s', 1, 10, 30_000, true],
    ['rate_limited', 'a fresh one that is full', 1, 100, 3_600_000, false],
    ['quota_exceeded', 'a fresh one, before 120 s', 1, 10, 119_999, false],
    ['quota_exceeded', 'a fresh one, after 120 s', 1, 10, 120_000, true],
    ['quota_exceeded', 'a sample older than the block', -1, 10, 3_600_000, false],
  ] as const)('%s: %s', (status, _title, sampleAtMs, used, laterMs, lifts) => {
    const blocked = standing(status, { resetAtMs: nowMs + 9e9 });
    const sampled = { kind: 'usageSample', sample: sample(nowMs + sampleAtMs, used) } as const;
    expect(after(blocked, sampled, nowMs + laterMs).status).toBe(lifts ? 'active' : status);
  });

  it('a sample from before the block never lifts it, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom('rate_limited' as const, 'quota_exceeded' as const),
        (age, later, used, status) => {
          const blocked = standing(status);
          const old = sample(nowMs - age, used, { credits: { has: true, unlimited: true, balance: null } });
          expect(after(blocked, { kind: 'usageSample', sample: old }, nowMs + later)).toBe(blocked);
        },
      ),
    );
  });

  it('credits lift a quota, not a rate limit', () => {
    const full = sample(nowMs + 1, 100, { credits: { has: true, unlimited: false, balance: '5' } });
    const sampled = { kind: 'usageSample', sample: full } as const;
    expect(after(standing('quota_exceeded'), sampled, nowMs + 120_000).status).toBe('active');
    expect(after(standing('rate_limited'), sampled, nowMs + 120_000).status).toBe('rate_limited');
  });

  it('a full window whose reset has passed is empty; no window at all proves nothing', () => {
    const over = { usedPercent: 100, windowMinutes: 300, resetAtMs: nowMs };
    expect(hasRoom(sample(nowMs, 0, { primary: over }), nowMs)).toBe(true);
    expect(hasRoom(sample(nowMs, 0, { primary: over }), nowMs - 1)).toBe(false);
    expect(hasRoom(sample(nowMs, 0, { primary: null }), nowMs)).toBe(false);
  });
});

describe('the owner', () => {
  it.each([
    ['active', 'paused', 'active'],
    ['rate_limited', 'paused', 'active'],
    ['quota_exceeded', 'paused', 'active'],
    ['paused', 'paused', 'active'],
    ['reauth_required', null, null],
    ['deactivated', null, 'active'],
  ] as const)('%s: pause → %s, reactivate → %s, sign-in → active', (status, paused, reactivated) => {
    const before = standing(status, status === 'paused' ? { deactivationReason: null } : {});
    for (const [kind, expected] of [
      ['pausedByOwner', paused],
      ['resumedByOwner', reactivated],
    ] as const) {
      expect(ownerMay(kind, before)).toBe(expected !== null);
      expect(after(before, { kind }, nowMs).status).toBe(expected ?? status);
    }
    expect(after(before, { kind: 'signedIn' }, nowMs).status).toBe('active');
    expect(after(before, { kind: 'imported' }, nowMs).status).toBe(status === 'paused' ? 'paused' : 'active');
  });

  it.each(['paused', 'rate_limited', 'quota_exceeded', 'reauth_required', 'deactivated'] as const)(
    'reads why: %s',
    (status) => {
      expect(statusSentence(standing(status))).toMatch(/\.$/);
      expect(statusSentence(standing('active'))).toBeNull();
    },
  );
});

describe('refusals that nobody can explain', () => {
  it.each([
    ['account_refused', 402, 'http_402', '', true],
    ['account_refused', 403, 'some_code', '{}', true],
    ['unauthorized', 401, 'http_401', '', true],
    ['account_refused', 403, 'http_403', ' <!doctype html>', false],
    ['account_refused', 403, 'unsupported_country_region_territory', '{}', false],
    ['request', 400, 'http_400', '', false],
    ['permanent', 403, 'account_deleted', '{}', false],
    ['quota', 403, 'quota_exceeded', '{}', false],
    ['unreachable', null, 'upstream_unreachable', '', false],
    ['dropped', null, 'stream_incomplete', '', false],
  ] as const)('%s %s %s %j counts: %s', (kind, statusCode, code, raw, counts) => {
    expect(isUnexplainedRefusal(failure(kind, code, { statusCode, raw }))).toBe(counts);
  });

  it('ask for a sign-in from the third on', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), (inARow) => {
        const before = { standing: standing('active'), rests: { ...rested, refusalsInARow: inARow } };
        const refused = failed('account_refused', 'http_403', { statusCode: 403 });
        const { standing: next, rests } = transition(before, refused, nowMs);
        expect(rests.refusalsInARow).toBe(inARow + 1);
        expect(next.status).toBe(inARow < 2 ? 'active' : 'reauth_required');
        expect(next.deactivationReason).toBe(inARow < 2 ? null : 'repeated_refusals');
      }),
    );
  });
});

describe('a pause', () => {
  it('remembers that the sign-in was lost meanwhile, and resuming then asks for a new one', () => {
    const paused = standing('paused', { deactivationReason: null });
    const lost = after(paused, failed('permanent', 'refresh_token_reused'), nowMs);
    expect(lost).toEqual({ ...paused, deactivationReason: 'refresh_token_reused' });
    expect([isLost(paused), isLost(lost)]).toEqual([false, true]);
    expect(statusSentence(lost)).toMatch(/^Paused by you\. Meanwhile: Another program/);
    expect(after(lost, { kind: 'resumedByOwner' }, nowMs)).toEqual(
      after(standing('active'), failed('permanent', 'refresh_token_reused'), nowMs),
    );
  });

  it('a reason that is a word of the language finds no sentence', () => {
    expect(statusSentence(standing('reauth_required', { deactivationReason: 'constructor' }))).toBe(
      'The account was refused (constructor).',
    );
  });
});

describe('an account that has served', () => {
  it.each([
    ['rate_limited', 'active'],
    ['quota_exceeded', 'active'],
    ['active', 'active'],
    ['paused', 'paused'],
    ['reauth_required', 'reauth_required'],
    ['deactivated', 'deactivated'],
  ] as const)('a probe: %s → %s', (before, next) => {
    const held = standing(before, { resetAtMs: nowMs + 9e9 });
    expect(after(held, { kind: 'probeServed' }, nowMs).status).toBe(next);
    expect(after(held, { kind: 'served' }, nowMs)).toBe(held);
  });
});

it('a clock that was set back leaves no block in the future', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (ahead) => {
      const held = standing('rate_limited', { blockedAtMs: nowMs + ahead });
      expect(after(held, { kind: 'clockChanged' }, nowMs).blockedAtMs).toBe(Math.min(nowMs, nowMs + ahead));
    }),
  );
});
