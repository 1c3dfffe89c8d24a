import type { AccountStatus } from '../contract/account.ts';
import type { UsageSample, UsageWindow } from '../storage/store.ts';

/** What a decision needs to know of an account. Times are epoch milliseconds, 0 meaning never. */
export interface RoutableAccount {
  readonly id: string;
  readonly status: AccountStatus;
  readonly resetAtMs: number | null;
  readonly cooldownUntilMs: number;
  readonly backoffUntilMs: number;
  readonly usage: UsageSample | null;
  readonly inFlight: number;
  /** Rises with every selection; 0 is never. */
  readonly lastSelected: number;
}

/** As the reference: each running attempt counts as so many percent used. */
const inFlightPercent = 2.5;

/** Percent used of a window at this moment, running attempts included. `null` when nobody has told us. */
export function effectiveUsed(window: UsageWindow | null | undefined, inFlight: number, nowMs: number): number | null {
  if (!window) return null;
  const used = window.resetAtMs !== null && window.resetAtMs <= nowMs ? 0 : window.usedPercent;
  return Math.min(100, used + inFlight * inFlightPercent);
}
