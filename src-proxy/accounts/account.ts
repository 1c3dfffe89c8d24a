import type { AccountSummary } from '../contract/account.ts';
import { closedCircuit, type Circuit, type CircuitState } from '../routing/circuit.ts';
import { unharmed, type HealthMemory } from '../routing/health.ts';
import type { AccountRecord } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';
import { backoffUntilMs, rested, type ShortRests } from './short-rests.ts';
import type { Standing } from './standing.ts';

/** One account as the engine holds it in memory: the durable record, and what only this run knows. */
export class Account {
  record: AccountRecord;
  tokens: TokenSet | null;
  rests: ShortRests = rested;
  lastError: AccountSummary['lastError'] = null;
  /** Rises with every selection, so that "longest not used" has one answer also within a millisecond. */
  lastSelected = 0;
  /** When a request last ran on it; `null` for never in this run. */
  lastUsedAtMs: number | null = null;
  /** When a request last ran on it whose key does not yield; `null` for never in this run. */
  lastForegroundAtMs: number | null = null;
  /** Requests that are on it, from their choice until they leave it. */
  inFlight = 0;
  /** Those of them that wait for their first event, and those that may stream: what the caps count. */
  inFlightCreates = 0;
  inFlightStreams = 0;
  /** What `account-fitness.ts` keeps up to date. */
  health: HealthMemory = unharmed;
  breaker: Circuit = closedCircuit;
  circuit: CircuitState = 'closed';

  constructor(record: AccountRecord, tokens: TokenSet | null) {
    this.record = record;
    this.tokens = tokens;
  }

  get id(): string {
    return this.record.id;
  }

  get status(): AccountRecord['status'] {
    return this.record.status;
  }

  /** With `rests`, what the state machine moves. */
  get standing(): Standing {
    return this.record;
  }

  get usage(): AccountRecord['usage'] {
    return this.record.usage;
  }

  get planType(): string {
    return this.record.planType;
  }

  get routingPolicy(): AccountRecord['routingPolicy'] {
    return this.record.routingPolicy;
  }

  get priority(): number | null {
    return this.record.priority;
  }

  get resetAtMs(): number | null {
    return this.record.resetAtMs;
  }

  get cooldownUntilMs(): number {
    return this.rests.cooldownUntilMs;
  }

  get backoffUntilMs(): number {
    return backoffUntilMs(this.rests);
  }

  /** What a person calls it. */
  get label(): string {
    return this.record.alias ?? this.record.email ?? this.record.id;
  }
}
