import type { AccountStatus, RoutingPolicy } from '../contract/account.ts';
import type { UsageSample } from '../storage/store.ts';
import type { CircuitState } from './circuit.ts';
import type { HealthMemory } from './health.ts';

/** What a decision needs to know of an account. Times are epoch milliseconds, 0 meaning never. */
export interface RoutableAccount {
  readonly id: string;
  readonly status: AccountStatus;
  readonly resetAtMs: number | null;
  readonly cooldownUntilMs: number;
  readonly backoffUntilMs: number;
  readonly usage: UsageSample | null;
  /** Attempts that run on it. */
  readonly inFlight: number;
  /** Rises with every selection; 0 is never. */
  readonly lastSelected: number;
  readonly planType: string;
  readonly routingPolicy: RoutingPolicy;
  /** Place in the owner's own order, from 0; `null` where it was never placed. */
  readonly priority: number | null;
  /** When it was last chosen; absent or `null` for never in this run. */
  readonly lastUsedAtMs?: number | null;
  /** When it last served somebody who does not yield; absent or `null` for never in this run. */
  readonly lastForegroundAtMs?: number | null;
  /** What this run remembers of bad spells; absent where nobody keeps it. */
  readonly health?: HealthMemory;
  /** Attempts that have not brought their first event yet; absent where nobody counts them, and then no cap applies. */
  readonly inFlightCreates?: number;
  /** Attempts that stream; as above. */
  readonly inFlightStreams?: number;
  readonly circuit?: CircuitState;
}
