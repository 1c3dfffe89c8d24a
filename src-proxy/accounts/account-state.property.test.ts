import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountStatusSchema, type AccountStatus } from '../contract/account.ts';
import type { FailureClass, UpstreamFailure } from '../providers/provider.ts';
import type { UsageSample } from '../storage/store.ts';
import { transition, usableFromMs, type AccountEvent, type AccountState } from './account-state.ts';
import { byAnybody, byNature, clockStep, fresh, startMs, story, tell, type Moment } from './account-story.fixture.ts';
import { rested, restsUntilMs } from './short-rests.ts';
import { active, hasCredits, hasRoom, isLimited, isLost, limitEndMs } from './standing.ts';

const yearMs = 366 * 86_400_000;
const neutral: readonly FailureClass[] = ['request', 'foreign_content', 'unreachable', 'dropped', 'entitlement'];

/** Looks at every moment of many stories. */
function always(check: (moment: Moment) => void, happening = byAnybody): void {
  fc.assert(
    fc.property(story(happening), (happenings) => {
      for (const moment of tell(happenings)) check(moment);
    }),
    { numRuns: 400 },
  );
}

const statusOf = ({ standing }: AccountState): AccountStatus => standing.status;
const left = (from: AccountStatus, { before, after }: Moment): boolean =>
  statusOf(before) === from && statusOf(after) !== from;

describe('the machine, whatever happens and however the clock runs', () => {
  it('knows only the listed states, and no time that is not one', () => {
    always(({ after }) => {
      expect(accountStatusSchema.options).toContain(after.standing.status);
      const { resetAtMs, blockedAtMs } = after.standing;
      for (const time of [resetAtMs, blockedAtMs, ...Object.values(after.rests)]) {
        if (time === null) continue;
        expect(Number.isFinite(time)).toBe(true);
        expect(time).toBeGreaterThanOrEqual(0);
      }
      if (after.standing.status === 'active') expect(after.standing).toEqual(active);
      if (isLimited(after.standing)) expect(after.standing.resetAtMs).not.toBeNull();
    });
  });

  it('does not change a state that it was given', () => {
    always(({ before, event, nowMs }) => {
      const copy = structuredClone(before);
      transition(before, event, nowMs);
      expect(before).toEqual(copy);
    });
  });

  it('leaves paused only by the owner or a sign-in', () => {
    always((moment) => {
      if (!left('paused', moment)) return;
      expect(['resumedByOwner', 'signedIn']).toContain(moment.event.kind);
    });
  });

  it.each([
    ['reauth_required', ['signedIn', 'imported']],
    ['deactivated', ['signedIn', 'imported', 'resumedByOwner']],
  ] as const)('leaves %s only by %j', (status, exits) => {
    always((moment) => {
      if (!left(status, moment)) return;
      expect(exits).toContain(moment.event.kind);
    });
  });

  it('a limit overwrites neither a pause nor a lost sign-in, nor what is remembered beside a pause', () => {
    always(({ before, event, after }) => {
      if (event.kind !== 'failure' || before.standing.status === 'active' || isLimited(before.standing)) return;
      if (event.failure.class !== 'rate_limit' && event.failure.class !== 'quota') return;
      expect([after.standing.status, after.standing.deactivationReason]).toEqual([
        before.standing.status,
        before.standing.deactivationReason,
      ]);
    });
  });

  it('a sign-in that is lost during a pause is remembered until the owner resumes, signs in, or brings a new one', () => {
    always(({ before, event, after }) => {
      if (before.standing.status !== 'paused' || before.standing.deactivationReason === null) return;
      if (event.kind === 'signedIn') expect(after.standing).toEqual(active);
      else if (event.kind === 'imported')
        expect(after.standing).toMatchObject({ status: 'paused', deactivationReason: null });
      else expect(after.standing.deactivationReason).toBe(before.standing.deactivationReason);
      if (event.kind === 'resumedByOwner') expect(['reauth_required', 'deactivated']).toContain(after.standing.status);
    });
  });

  it('a neutral failure changes neither standing nor rests', () => {
    always(({ before, event, nowMs }) => {
      if (event.kind !== 'failure' || !neutral.includes(event.failure.class)) return;
      // What a clock that was set back does is not the failure's doing.
      const settled = transition(before, { kind: 'clockChanged' }, nowMs);
      expect(transition(settled, event, nowMs)).toEqual(settled);
    });
  });

  it('an event that is told twice at once counts once, save for failures that are counted', () => {
    always(({ before, event, after, nowMs }) => {
      // The first word ends the pause and shows the loss behind it; only the second is about the loss.
      if (event.kind === 'resumedByOwner' && isLost(before.standing)) return;
      const again = transition(after, event, nowMs);
      const counts =
        event.kind === 'retriesExhausted' ||
        (event.kind === 'failure' && ['server', 'account_refused', 'unauthorized'].includes(event.failure.class));
      // The next of those may be the third refusal.
      if (counts && after.rests.refusalsInARow >= 2) return;
      expect(again.standing).toEqual(after.standing);
      if (!counts) expect(again.rests).toEqual(after.rests);
    });
  });
});

describe('a lock that was learned from a 429', () => {
  it('is erased by a sample only if that is newer, shows room, and came no sooner than the cooldown', () => {
    always(({ before, event, after, nowMs }) => {
      if (event.kind !== 'usageSample' || !isLimited(before.standing) || isLimited(after.standing)) return;
      const { standing } = transition(before, { kind: 'clockChanged' }, nowMs);
      const { sample } = event;
      const isQuota = standing.status === 'quota_exceeded';
      expect(sample.atMs).toBeGreaterThan(standing.blockedAtMs ?? 0);
      expect(hasRoom(sample, nowMs) || (isQuota && hasCredits(sample))).toBe(true);
      expect(nowMs - (standing.blockedAtMs ?? 0)).toBeGreaterThanOrEqual(isQuota ? 120_000 : 30_000);
    });
  });

  it('is erased by nothing else than such a sample, time, a probe, a redeemed reset, the owner or a sign-in', () => {
    always(({ before, event, after }) => {
      if (!isLimited(before.standing) || after.standing.status !== 'active') return;
      expect(['usageSample', 'timePassed', 'probeServed', 'resumedByOwner', 'signedIn', 'imported']).toContain(
        event.kind,
      );
    });
  });

  const room: UsageSample = {
    atMs: 0,
    primary: { usedPercent: 0, windowMinutes: 300, resetAtMs: null },
    secondary: null,
    monthly: null,
    credits: null,
  };

  it('after an early reset, goes at the next sample', () => {
    fc.assert(
      fc.property(story(byAnybody), fc.integer({ min: 120_000, max: 10_000_000 }), (happenings, later) => {
        const last = tell(happenings).at(-1);
        if (!last || !isLimited(last.after.standing)) return;
        const atMs = last.nowMs + later;
        const sampled = transition(last.after, { kind: 'usageSample', sample: { ...room, atMs } }, atMs);
        expect(sampled.standing).toEqual(active);
      }),
    );
  });

  it('goes when its owner has redeemed a reset and the upstream reports room', () => {
    always(({ after, nowMs }) => {
      const redeemed = transition(after, { kind: 'resetRedeemed', sample: room }, nowMs);
      expect(redeemed.standing.status).toBe(isLimited(after.standing) ? 'active' : after.standing.status);
      const full = { ...room, primary: { usedPercent: 100, windowMinutes: 300, resetAtMs: null } };
      expect(transition(after, { kind: 'resetRedeemed', sample: full }, nowMs).standing).toEqual(after.standing);
    });
  });
});

describe('time alone', () => {
  it('frees every account that its owner need not mend, within a year, and at the time that was foretold', () => {
    always(({ after, nowMs }) => {
      const fromMs = usableFromMs(after);
      expect(fromMs === null).toBe(after.standing.status !== 'active' && !isLimited(after.standing));
      if (fromMs === null) return;
      expect(fromMs - nowMs).toBeLessThanOrEqual(yearMs);
      const atMs = Math.max(nowMs, fromMs);
      const freed = transition(after, { kind: 'timePassed' }, atMs);
      expect(freed.standing).toEqual(active);
      expect(restsUntilMs(freed.rests)).toBeLessThanOrEqual(atMs);
    });
  });

  it('frees also what an older program wrote without a time of reset', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('rate_limited' as const, 'quota_exceeded' as const),
        fc.option(fc.nat({ max: startMs })),
        (status, blockedAtMs) => {
          const held = { standing: { status, deactivationReason: 'x', resetAtMs: null, blockedAtMs }, rests: rested };
          const fromMs = usableFromMs(held) ?? Infinity;
          expect(transition(held, { kind: 'timePassed' }, fromMs).standing).toEqual(active);
        },
      ),
    );
  });

  it('going backwards never makes a block or a rest longer than it was when it began', () => {
    fc.assert(
      fc.property(story(byNature), fc.array(clockStep, { maxLength: 10 }), (happenings, steps) => {
        const last = tell(happenings).at(-1);
        if (!last) return;
        const { standing, rests } = last.after;
        const blockMs = (limitEndMs(standing) ?? 0) - (standing.blockedAtMs ?? 0);
        const cooldownMs = rests.cooldownUntilMs - rests.cooldownFromMs;
        const backoffMs = restsUntilMs({ ...rests, cooldownUntilMs: 0 }) - rests.lastErrorAtMs;
        let [state, nowMs] = [last.after, last.nowMs];
        for (const step of steps) {
          nowMs += step;
          state = transition(state, { kind: 'timePassed' }, nowMs);
          if (isLimited(state.standing)) expect((limitEndMs(state.standing) ?? 0) - nowMs).toBeLessThanOrEqual(blockMs);
          expect(state.rests.cooldownUntilMs - nowMs).toBeLessThanOrEqual(Math.max(0, cooldownMs));
          if (state.rests.errorCount > 0)
            expect(restsUntilMs({ ...state.rests, cooldownUntilMs: 0 }) - nowMs).toBeLessThanOrEqual(
              Math.max(0, backoffMs),
            );
        }
      }),
      { numRuns: 400 },
    );
  });

  it('set back, does not keep a newer sample from counting', () => {
    always(({ after, nowMs }) => {
      if (!isLimited(after.standing)) return;
      const backMs = nowMs - 86_400_000;
      const back = transition(after, { kind: 'clockChanged' }, backMs);
      const sample = {
        atMs: backMs + 120_000,
        primary: { usedPercent: 1, windowMinutes: 300, resetAtMs: null },
        secondary: null,
        monthly: null,
        credits: null,
      };
      expect(transition(back, { kind: 'usageSample', sample }, backMs + 120_000).standing).toEqual(active);
    });
  });
});

describe('what only this run knows', () => {
  it('is forgotten by a sign-in and by the owner’s word that brings the account back', () => {
    always(({ event, after }) => {
      if (event.kind !== 'signedIn' && event.kind !== 'imported' && event.kind !== 'resumedByOwner') return;
      if (after.standing.status !== 'active') return;
      expect(after.rests).toEqual(rested);
    });
  });

  it('counts errors until the account serves, and rests from the third on, up to five minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1100 }), (errors) => {
        const broke: AccountEvent = {
          kind: 'failure',
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
        let state = fresh;
        for (let count = 0; count < errors; count += 1) state = transition(state, broke, startMs);
        const expected = errors < 3 ? 0 : startMs + Math.min(300_000, 30_000 * 2 ** (errors - 3));
        expect(restsUntilMs(state.rests)).toBe(expected);
        expect(restsUntilMs(transition(state, { kind: 'served' }, startMs).rests)).toBe(0);
        expect(transition(fresh, { kind: 'retriesExhausted' }, startMs).rests.errorCount).toBe(3);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [null, 3000],
    [1100, 1100],
    [3_600_000, 60_000],
    [Infinity, 60_000],
    [-5, 3000],
    [NaN, 3000],
  ])('rests after a burst that asks for %s ms: %i ms', (retryAfterMs, restMs) => {
    const burst: UpstreamFailure = {
      class: 'burst',
      statusCode: 429,
      code: 'rate_limit_burst',
      message: '',
      raw: '',
      resetsAtMs: null,
      retryAfterMs,
      response: null,
    };
    const { standing, rests } = transition(fresh, { kind: 'failure', failure: burst }, startMs);
    expect([standing, rests.cooldownUntilMs]).toEqual([active, startMs + restMs]);
  });
});
