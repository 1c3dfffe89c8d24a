import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drainCause, healthAfter, healthOf, isDueForProbe, unharmed, type HealthMemory } from './health.ts';
import { nowMs, used } from './pool.fixture.ts';

const facts = (usage: ReturnType<typeof used> | null, health: Partial<HealthMemory> = {}, inFlight = 0) => ({
  usage,
  inFlight,
  health: { ...unharmed, ...health },
});

describe('a cause to drain (4.4)', () => {
  it.each([
    ['85 % of the short window', used(85, 0), {}, 'short_window'],
    ['just below', used(84.9, 89.9), {}, null],
    ['90 % of the long one', used(0, 90), {}, 'long_window'],
    ['two errors, the last 59 s ago', null, { errorCount: 2, lastErrorAtMs: nowMs - 59_999 }, 'errors'],
    ['two errors, the last a minute ago', null, { errorCount: 2, lastErrorAtMs: nowMs - 60_000 }, null],
    ['one error', null, { errorCount: 1, lastErrorAtMs: nowMs }, null],
    ['nothing known', null, {}, null],
    ['windows that nobody has told of', used(null, null), {}, null],
    ['a window that is over', used(99, 99, { short: -1, long: -1 }), {}, null],
  ] as const)('%s', (_title, usage, health, cause) => {
    expect(drainCause(facts(usage, health), nowMs)).toBe(cause);
    expect(healthOf(facts(usage, health), nowMs)).toBe(cause === null ? 'healthy' : 'draining');
  });

  it('running attempts count', () => {
    expect(drainCause(facts(used(80, 0), {}, 2), nowMs)).toBe('short_window');
  });
});

it('healthy, draining, after a quiet minute probing, after three served in a row healthy', () => {
  let health = unharmed;
  const at = (event: Parameters<typeof healthAfter>[1], inMs: number, short: number) => {
    const one = facts(used(short, 0, { short: 1e9 }), health);
    health = healthAfter(one, event, nowMs + inMs);
    return healthOf({ ...one, health }, nowMs + inMs);
  };
  expect(at('seen', 0, 84)).toBe('healthy');
  expect(at('seen', 1, 85)).toBe('draining');
  expect(at('served', 2, 10)).toBe('draining');
  expect(at('seen', 60_000, 10)).toBe('draining');
  expect(at('seen', 60_001, 10)).toBe('probing');
  expect(at('served', 60_002, 10)).toBe('probing');
  expect(at('served', 60_003, 10)).toBe('probing');
  expect(at('failed', 60_004, 10)).toBe('probing');
  expect(at('served', 60_005, 10)).toBe('probing');
  expect(at('served', 60_006, 10)).toBe('probing');
  expect(at('served', 60_007, 10)).toBe('healthy');
  expect(health).toEqual(unharmed);
  expect(at('served', 60_008, 90)).toBe('draining');
});

it('any cause during recovery goes back to draining', () => {
  const recovering = { ...unharmed, lastCauseAtMs: nowMs - 70_000, successesInARow: 2 };
  expect(healthOf(facts(null, recovering), nowMs)).toBe('probing');
  const after = healthAfter(facts(used(86, 0), recovering), 'served', nowMs);
  expect(after).toEqual({ ...unharmed, lastCauseAtMs: nowMs, successesInARow: 0 });
});

it('without a cause nothing that happens makes a healthy account anything else, and nothing is written anew', () => {
  fc.assert(
    fc.property(fc.constantFrom('seen' as const, 'served' as const, 'failed' as const), (event) => {
      const one = facts(null);
      expect(healthAfter(one, event, nowMs)).toBe(one.health);
    }),
  );
});

it('a clock that was set back holds nothing up', () => {
  expect(healthOf(facts(null, { lastCauseAtMs: nowMs + 1e9 }), nowMs)).toBe('probing');
  expect(healthOf(facts(null, { errorCount: 9, lastErrorAtMs: nowMs + 1e9 }), nowMs)).toBe('healthy');
});

it.each([
  ['probing', null, true],
  ['probing', nowMs - 60_000, true],
  ['probing', nowMs - 59_999, false],
  ['healthy', null, false],
  ['draining', null, false],
] as const)('a %s account used at %s is due for a probe: %s', (tier, lastUsedAtMs, expected) => {
  expect(isDueForProbe(tier, lastUsedAtMs, nowMs)).toBe(expected);
});
