import { describe, expect, it } from 'vitest';

import { handedBack, type FailureClass, type UpstreamFailure } from '../providers/provider.ts';
import { nextStep, type FailoverFacts } from './failover.ts';
import { isBreakage } from './failures.ts';

const failure = (kind: FailureClass, statusCode: number | null): UpstreamFailure => ({
  class: kind,
  statusCode,
  code: 'x',
  message: '',
  raw: '',
  resetsAtMs: null,
  retryAfterMs: null,
  response: null,
});
const first = { onThisAccount: 1, breakages: 1, renewed: false, stripped: false, replayUnseen: true };

describe('nextStep', () => {
  it.each<[FailureClass, number | null, Partial<FailoverFacts>, string]>([
    ['unauthorized', 401, {}, 'renew'],
    ['unauthorized', 401, { renewed: true }, 'next'],
    ['foreign_content', 400, {}, 'strip'],
    ['foreign_content', 400, { stripped: true }, 'surface'],
    // They said no and did nothing: every account may be asked.
    ['rate_limit', 429, { breakages: 99 }, 'next'],
    ['quota', 429, { breakages: 99 }, 'next'],
    ['permanent', 401, { breakages: 99 }, 'next'],
    ['entitlement', 400, { breakages: 99 }, 'next'],
    ['burst', 429, { breakages: 99 }, 'next'],
    ['account_refused', 403, { breakages: 2 }, 'next'],
    ['account_refused', 402, { breakages: 3 }, 'surface'],
    ['unreachable', null, { breakages: 2 }, 'next'],
    ['unreachable', null, { breakages: 3 }, 'surface'],
    // 500: the same account three times, then the next.
    ['server', 500, { onThisAccount: 1 }, 'again'],
    ['server', 500, { onThisAccount: 2 }, 'again'],
    ['server', 500, { onThisAccount: 3 }, 'next'],
    ['server', 500, { onThisAccount: 3, breakages: 3 }, 'surface'],
    ['server', 503, {}, 'next'],
    ['server', 502, { breakages: 3 }, 'surface'],
    // The upstream had accepted the request: once more at most, and only if wanted.
    ['server', null, {}, 'next'],
    ['server', null, { breakages: 2 }, 'surface'],
    ['server', null, { replayUnseen: false }, 'surface'],
    ['dropped', null, {}, 'next'],
    ['dropped', null, { breakages: 2 }, 'surface'],
    ['dropped', null, { replayUnseen: false }, 'surface'],
    ['request', 400, {}, 'surface'],
    ['request', null, {}, 'surface'],
  ])('%s with status %s and %j: %s', (kind, status, more, expected) => {
    expect(nextStep({ ...first, failure: failure(kind, status), ...more }).kind).toBe(expected);
  });

  it.each(['proxy_network_unavailable', 'proxy_unavailable', 'proxy_auth_failed'])(
    '%s is nobody’s breakage: everybody may be asked, nothing was sent',
    (code) => {
      const lost = { ...failure('unreachable', null), code };
      expect(nextStep({ ...first, failure: lost, breakages: 99 })).toEqual({ kind: 'next' });
      expect(isBreakage(lost)).toBe(false);
      expect(isBreakage(failure('unreachable', null))).toBe(true);
      expect(isBreakage({ ...lost, class: 'server' })).toBe(true);
    },
  );

  it.each([
    [1, 200],
    [2, 400],
  ])('attempt %i at a 500 is followed by a pause of %i ms', (onThisAccount, delayMs) => {
    expect(nextStep({ ...first, failure: failure('server', 500), onThisAccount })).toEqual({ kind: 'again', delayMs });
  });

  it('a connection that was given back before anything began is replaced once, on the same account', () => {
    const handed = { ...failure('dropped', null), code: handedBack };
    expect(nextStep({ ...first, failure: handed, replayUnseen: false })).toEqual({ kind: 'again', delayMs: 0 });
    expect(nextStep({ ...first, failure: handed, onThisAccount: 2 }).kind).toBe('next');
    expect(nextStep({ ...first, failure: handed, onThisAccount: 2, replayUnseen: false }).kind).toBe('surface');
  });
});
