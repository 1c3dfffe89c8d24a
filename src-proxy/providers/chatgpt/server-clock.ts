import type { Logger } from '../../ports.ts';

const toleranceMs = 5 * 60_000;

/** How far our clock is ahead of the one that wrote this `Date` header; `null` when it says nothing. */
export function clockAheadMs(date: string | undefined, nowMs: number): number | null {
  const serverMs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(serverMs) ? null : nowMs - serverMs;
}

/**
 * Says once that this machine's clock is wrong: times of resets are then shown wrong, and old tokens taken for fresh
 * ones. Accounts are judged by what the upstream answers, so nothing else follows from it.
 */
export function createServerClock(ports: {
  readonly logger: Pick<Logger, 'warn'>;
  readonly nowMs: () => number;
}): (date: string | undefined) => void {
  let warned = false;
  return (date) => {
    const aheadMs = clockAheadMs(date, ports.nowMs());
    if (warned || aheadMs === null || Math.abs(aheadMs) <= toleranceMs) return;
    warned = true;
    const minutes = Math.round(Math.abs(aheadMs) / 60_000);
    const direction = aheadMs > 0 ? 'ahead of' : 'behind';
    ports.logger.warn(`The clock of this machine is ${minutes} minutes ${direction} the upstream's. Set it right.`);
  };
}
