import type { UsageSample } from '../storage/store.ts';
import { effectiveUsed, longWindow } from './used-percent.ts';

/**
 * How well an account does. New work goes to the healthy; one that is nearly used up or fails is drained before it is
 * empty, and comes back over a time of proving itself (balancing 4.4).
 */
export type HealthTier = 'healthy' | 'probing' | 'draining';

/** What this run remembers of an account's bad spells. */
export interface HealthMemory {
  /** Failures in a row that the account had a part in, and the last of them; 0 is never. */
  readonly errorCount: number;
  readonly lastErrorAtMs: number;
  /** When a cause to drain was last seen; `null` once it has proved itself, or never had one. */
  readonly lastCauseAtMs: number | null;
  /** Requests served in a row since it began to prove itself. */
  readonly successesInARow: number;
}

export type DrainCause = 'short_window' | 'long_window' | 'errors';

/** What can happen to an account that bears on its health; `seen` is a look at it, such as before each choice. */
export type HealthEvent = 'seen' | 'served' | 'failed';

export const unharmed: HealthMemory = { errorCount: 0, lastErrorAtMs: 0, lastCauseAtMs: null, successesInARow: 0 };

const shortDrainPercent = 85;
const longDrainPercent = 90;
const drainFromErrors = 2;
const recentErrorMs = 60_000;
const quietMs = 60_000;
const successesToRecover = 3;
const probeAfterMs = 60_000;

export interface HealthFacts {
  readonly usage: UsageSample | null;
  readonly inFlight: number;
  /** Absent where nobody keeps it. */
  readonly health?: HealthMemory;
}

/** Why an account is to be drained right now. An unknown quota is no cause. */
export function drainCause(facts: HealthFacts, nowMs: number): DrainCause | null {
  const { usage, inFlight, health } = facts;
  const short = effectiveUsed(usage?.primary, inFlight, nowMs);
  const long = effectiveUsed(longWindow(usage), inFlight, nowMs);
  return causeOf(short, long, health ?? unharmed, nowMs);
}

/** The tier by figures that are known already: percent used, running attempts included. */
export function tierOf(
  short: number | null,
  long: number | null,
  health: HealthMemory | undefined,
  nowMs: number,
): HealthTier {
  const memory = health ?? unharmed;
  if (causeOf(short, long, memory, nowMs) !== null) return 'draining';
  const { lastCauseAtMs, successesInARow } = memory;
  if (lastCauseAtMs === null || successesInARow >= successesToRecover) return 'healthy';
  return isWithin(lastCauseAtMs, quietMs, nowMs) ? 'draining' : 'probing';
}

export function healthOf(facts: HealthFacts, nowMs: number): HealthTier {
  const { usage, inFlight, health } = facts;
  const short = effectiveUsed(usage?.primary, inFlight, nowMs);
  return tierOf(short, effectiveUsed(longWindow(usage), inFlight, nowMs), health, nowMs);
}

/** What to remember after an event. The same object where nothing changed. `errorCount` is the caller's to keep. */
export function healthAfter(facts: HealthFacts, event: HealthEvent, nowMs: number): HealthMemory {
  const health = facts.health ?? unharmed;
  if (drainCause(facts, nowMs) !== null) return { ...health, lastCauseAtMs: nowMs, successesInARow: 0 };
  if (health.lastCauseAtMs === null) return health;
  if (event === 'failed') return health.successesInARow === 0 ? health : { ...health, successesInARow: 0 };
  if (event !== 'served' || isWithin(health.lastCauseAtMs, quietMs, nowMs)) return health;
  const successesInARow = health.successesInARow + 1;
  return successesInARow < successesToRecover
    ? { ...health, successesInARow }
    : { ...health, lastCauseAtMs: null, successesInARow: 0 };
}

/** True for an account that proves itself and got nothing to prove itself with for a minute. */
export function isDueForProbe(tier: HealthTier, lastUsedAtMs: number | null | undefined, nowMs: number): boolean {
  return tier === 'probing' && !isWithin(lastUsedAtMs ?? 0, probeAfterMs, nowMs);
}

function causeOf(short: number | null, long: number | null, health: HealthMemory, nowMs: number): DrainCause | null {
  if (short !== null && short >= shortDrainPercent) return 'short_window';
  if (long !== null && long >= longDrainPercent) return 'long_window';
  const { errorCount, lastErrorAtMs } = health;
  return errorCount >= drainFromErrors && isWithin(lastErrorAtMs, recentErrorMs, nowMs) ? 'errors' : null;
}

/** A time that lies ahead is of a clock that was set back, and bounds nothing. */
function isWithin(sinceMs: number, spanMs: number, nowMs: number): boolean {
  return sinceMs <= nowMs && nowMs - sinceMs < spanMs;
}
