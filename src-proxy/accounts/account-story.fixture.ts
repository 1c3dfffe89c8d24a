import fc from 'fast-check';

import type { FailureClass, UpstreamFailure } from '../providers/provider.ts';
import { transition, type AccountEvent, type AccountState } from './account-state.ts';
import { rested } from './short-rests.ts';
import { active } from './standing.ts';

/** Stories: what may happen to an account, in any order, under a clock that may run any way. */

export const startMs = 1_767_225_600_000;

const classes = [
  'rate_limit',
  'quota',
  'permanent',
  'unauthorized',
  'account_refused',
  'burst',
  'entitlement',
  'model_limit',
  'model_absent',
  'foreign_content',
  'server',
  'dropped',
  'unreachable',
  'request',
] as const satisfies readonly FailureClass[];

/** Times as an upstream, a clock and a bug may name them. */
const anyTime = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -10_000_000, max: 700_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 1e300, -1e300, 0) },
);

/** What happens, given the time at which it happens. */
export type Happening = (nowMs: number) => AccountEvent;

const failure: fc.Arbitrary<Happening> = fc
  .record({
    class: fc.constantFrom(...classes),
    statusCode: fc.constantFrom(null, 400, 401, 402, 403, 429, 500, 503),
    code: fc.constantFrom('a', 'http_403', 'account_deleted', 'invalid_grant', 'constructor', 'usage_limit_reached'),
    raw: fc.constantFrom('', '{}', '<html>'),
    resetsIn: fc.option(anyTime),
    retryAfterMs: fc.option(anyTime),
  })
  .map(({ resetsIn, ...more }) => (nowMs: number) => {
    const resetsAtMs = resetsIn === null ? null : nowMs + resetsIn;
    return { kind: 'failure', failure: { ...more, message: '', response: null, resetsAtMs } satisfies UpstreamFailure };
  });

const window = fc.option(
  fc.record({
    usedPercent: fc.oneof(fc.integer({ min: 0, max: 110 }), fc.constantFrom(100, NaN)),
    windowMinutes: fc.constantFrom(300, 10_080, 43_200),
    resetAtMs: fc.option(fc.integer({ min: startMs - 1e7, max: startMs + 1e9 })),
  }),
);
const sampleEvent: fc.Arbitrary<Happening> = fc
  .record({
    age: fc.oneof(fc.integer({ min: -1000, max: 5_000_000 }), fc.constant(NaN)),
    primary: window,
    secondary: window,
    monthly: window,
    credits: fc.option(fc.record({ has: fc.boolean(), unlimited: fc.boolean(), balance: fc.constant(null) })),
  })
  .map(({ age, ...more }) => (nowMs: number) => ({ kind: 'usageSample', sample: { ...more, atMs: nowMs - age } }));

const plain = (kind: Exclude<AccountEvent['kind'], 'failure' | 'usageSample' | 'resetRedeemed'>): Happening => {
  const event: AccountEvent = { kind };
  return () => event;
};
export const byNature = fc.oneof(
  { weight: 5, arbitrary: failure },
  { weight: 3, arbitrary: sampleEvent },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...(['timePassed', 'served', 'probeServed', 'clockChanged', 'retriesExhausted', 'tokensMissing'] as const).map(
        plain,
      ),
    ),
  },
);
export const byAnybody = fc.oneof(
  { weight: 6, arbitrary: byNature },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...(['pausedByOwner', 'resumedByOwner', 'signedIn', 'imported'] as const).map(plain)),
  },
);

/** Mostly forwards, sometimes back, by seconds or by hours. */
export const clockStep = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 400_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -20_000_000, max: 20_000_000 }) },
);
export const story = (happening: fc.Arbitrary<Happening>) =>
  fc.array(fc.tuple(happening, clockStep), { minLength: 1, maxLength: 40 });

export interface Moment {
  readonly before: AccountState;
  readonly event: AccountEvent;
  readonly after: AccountState;
  readonly nowMs: number;
}

export const fresh: AccountState = { standing: active, rests: rested };

export function tell(happenings: readonly (readonly [Happening, number])[], from: AccountState = fresh): Moment[] {
  let [state, nowMs] = [from, startMs];
  return happenings.map(([happening, passes]) => {
    nowMs += passes;
    const event = happening(nowMs);
    const before = state;
    state = transition(before, event, nowMs);
    return { before, event, after: state, nowMs };
  });
}
