import fc from 'fast-check';

import { settingDeclarations } from '../contract/settings.ts';
import type { UsageSample } from '../storage/store.ts';
import { chooseAccount, type Choice, type Chosen } from './choose-account.ts';
import type { RoutableAccount } from './routable-account.ts';

export const nowMs = 1_767_225_600_000;
export const strategyNames = settingDeclarations.routingStrategy.schema.options;

export function account(id: string, more: Partial<RoutableAccount> = {}): RoutableAccount {
  return {
    id,
    status: 'active',
    resetAtMs: null,
    cooldownUntilMs: 0,
    backoffUntilMs: 0,
    usage: null,
    inFlight: 0,
    lastSelected: 0,
    planType: 'plus',
    routingPolicy: 'normal',
    priority: null,
    ...more,
  };
}

interface Resets {
  readonly short?: number | null;
  readonly long?: number | null;
}

/** Percent used; `null` for a window that nobody has told us of. Resets in milliseconds from now. */
export function used(short: number | null, long: number | null = null, resets: Resets = {}): UsageSample {
  const at = (inMs: number | null | undefined): number | null => (inMs === null ? null : nowMs + (inMs ?? 1));
  return {
    atMs: nowMs,
    primary: short === null ? null : { usedPercent: short, windowMinutes: 300, resetAtMs: at(resets.short) },
    secondary: long === null ? null : { usedPercent: long, windowMinutes: 10_080, resetAtMs: at(resets.long) },
    monthly: null,
    credits: null,
  };
}

export type More = Partial<Choice<RoutableAccount>>;

export function choose(accounts: readonly RoutableAccount[], more: More = {}): Chosen<RoutableAccount> {
  return chooseAccount({
    accounts,
    strategy: 'usage_weighted',
    caps: { creates: 0, streams: 0 },
    options: { preferEarlierReset: 'off', singleAccountId: '', circuitBreaker: false },
    boundTo: null,
    tried: new Map(),
    seed: 0,
    nowMs,
    ...more,
  });
}

export const chosenId = (accounts: readonly RoutableAccount[], more: More = {}): string | undefined =>
  choose(accounts, more).account?.id;

const time = fc.constantFrom(0, nowMs - 1, nowMs, nowMs + 1, nowMs + 60_000);
const percent = fc.option(fc.integer({ min: 0, max: 100 }));
const resetIn = fc.option(fc.constantFrom(-1, 1, 5_400_000, 100_000_000, 600_000_000));
const usage = fc
  .tuple(percent, percent, resetIn, resetIn)
  .map(([short, long, shortIn, longIn]) => used(short, long, { short: shortIn, long: longIn }));
const facts = fc.record({
  status: fc.constantFrom(
    'active',
    'active',
    'active',
    'active',
    'rate_limited',
    'quota_exceeded',
    'paused',
    'reauth_required',
    'deactivated',
  ),
  resetAtMs: fc.option(fc.oneof(time, fc.constantFrom(nowMs + 9000, nowMs + 700_000))),
  cooldownUntilMs: time,
  backoffUntilMs: time,
  usage: fc.option(usage),
  inFlight: fc.nat({ max: 9 }),
  lastSelected: fc.nat({ max: 9 }),
  planType: fc.constantFrom('free', 'plus', 'pro', 'prolite', 'unheard_of'),
  routingPolicy: fc.constantFrom('normal', 'normal', 'burn_first', 'preserve'),
  priority: fc.option(fc.nat({ max: 5 })),
  lastUsedAtMs: fc.option(fc.constantFrom(nowMs - 70_000, nowMs - 1000)),
  health: fc.record({
    errorCount: fc.nat({ max: 4 }),
    lastErrorAtMs: fc.constantFrom(0, nowMs - 59_000),
    lastCauseAtMs: fc.option(fc.constantFrom(nowMs - 61_000, nowMs - 1000)),
    successesInARow: fc.nat({ max: 3 }),
  }),
  inFlightCreates: fc.nat({ max: 5 }),
  inFlightStreams: fc.nat({ max: 9 }),
  circuit: fc.constantFrom('closed', 'closed', 'open', 'half_open'),
}) as fc.Arbitrary<Partial<RoutableAccount>>;

/** Up to eight accounts, `a0` and on, in any state. */
export const anyPool = fc
  .array(facts, { maxLength: 8 })
  .map((many) => many.map((more, index) => account(`a${index}`, more)));

/** Everything that a choice goes by beside the accounts. */
export const anyRules = fc.record({
  strategy: fc.constantFrom(...strategyNames),
  caps: fc.record({ creates: fc.constantFrom(0, 1, 4), streams: fc.constantFrom(0, 1, 8) }),
  options: fc.record({
    preferEarlierReset: fc.constantFrom(...settingDeclarations.preferEarlierReset.schema.options),
    singleAccountId: fc.constantFrom('', 'a0', 'a1'),
    circuitBreaker: fc.boolean(),
  }),
  seed: fc.integer(),
});
