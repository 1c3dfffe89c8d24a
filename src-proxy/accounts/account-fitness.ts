import { circuitAfter, circuitOf, closedCircuit, type CircuitEvent } from '../routing/circuit.ts';
import { healthAfter, unharmed, type HealthEvent } from '../routing/health.ts';
import type { Account } from './account.ts';
import type { ShortRests } from './short-rests.ts';

/** Where the account's circuit stands when it is looked at before a choice, or something happened on it. */
export function noteCircuit(account: Account, event: CircuitEvent | 'seen', nowMs: number): void {
  if (event !== 'seen') account.breaker = circuitAfter(account.breaker, event, nowMs);
  account.circuit = circuitOf(account.breaker, nowMs);
}

/** How the account does. Its failures in a row are counted where its rests are, and only read here. */
export function noteHealth(account: Account, event: HealthEvent, nowMs: number): void {
  const { usage, inFlight, health: known } = account;
  const { errorCount, lastErrorAtMs } = account.rests;
  const isUpToDate = known.errorCount === errorCount && known.lastErrorAtMs === lastErrorAtMs;
  const health = isUpToDate ? known : { ...known, errorCount, lastErrorAtMs };
  account.health = healthAfter({ usage, inFlight, health }, event, nowMs);
}

/** A failure bears on an account's fitness only where it counts as one of its own. */
export function noteFailure(account: Account, before: ShortRests, nowMs: number): void {
  if (account.rests.errorCount <= before.errorCount) return;
  noteHealth(account, 'failed', nowMs);
  noteCircuit(account, 'failed', nowMs);
}

export function noteServed(account: Account, nowMs: number): void {
  noteHealth(account, 'served', nowMs);
  noteCircuit(account, 'served', nowMs);
}

/** Its owner acted: what this run holds against it is forgotten. */
export function forgive(account: Account): void {
  account.health = unharmed;
  account.breaker = closedCircuit;
  account.circuit = 'closed';
}
