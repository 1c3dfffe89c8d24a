/** One account's share in a pool, in credits of one window. */
export interface PoolShare {
  readonly capacity: number;
  readonly remaining: number;
  /** When it is full again; `null` when nobody knows, and then it never is. */
  readonly resetAtMs: number | null;
  readonly windowMs: number;
}

/**
 * When a pool runs dry if it goes on burning like this. The account that is reset first is drained first, because what it
 * has left then is lost; at its reset it is full again. `null` when it lasts for twice the longest window. Pure.
 */
export function projectedRunOut(shares: readonly PoolShare[], burnPerHour: number, nowMs: number): number | null {
  if (burnPerHour <= 0 || shares.length === 0) return null;
  const horizonMs = nowMs + 2 * Math.max(...shares.map(({ windowMs }) => windowMs));
  const pool = shares.map((share) => ({ ...share, nextResetMs: nextReset(share, nowMs) }));
  const burnPerMs = burnPerHour / 3_600_000;
  let atMs = nowMs;
  while (atMs < horizonMs) {
    const resetMs = Math.min(horizonMs, ...pool.map(({ nextResetMs }) => nextResetMs));
    const remaining = pool.reduce((sum, share) => sum + share.remaining, 0);
    const dryMs = atMs + remaining / burnPerMs;
    if (dryMs < resetMs) return Math.round(dryMs);
    drain(pool, (resetMs - atMs) * burnPerMs);
    for (const share of pool) {
      if (share.nextResetMs > resetMs) continue;
      share.remaining = share.capacity;
      share.nextResetMs += share.windowMs;
    }
    atMs = resetMs;
  }
  return null;
}

function nextReset({ resetAtMs, windowMs }: PoolShare, nowMs: number): number {
  if (resetAtMs === null) return Number.POSITIVE_INFINITY;
  // A reset that has passed was followed by others, a window apart.
  return resetAtMs > nowMs ? resetAtMs : resetAtMs + windowMs * Math.ceil((nowMs - resetAtMs + 1) / windowMs);
}

function drain(pool: { remaining: number; nextResetMs: number }[], amount: number): void {
  let left = amount;
  for (const share of pool.toSorted((a, b) => a.nextResetMs - b.nextResetMs)) {
    const taken = Math.min(left, share.remaining);
    share.remaining -= taken;
    left -= taken;
    if (left <= 0) return;
  }
}
