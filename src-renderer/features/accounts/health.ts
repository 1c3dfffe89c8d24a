import type { AccountSummary } from '#contract/account.ts';

import { comesBackAtMs, needsOwner, standingOf } from './standing.ts';

/** What the pool as a whole can do now. The catalogue turns it into the first sentence that a person reads. */
export interface PoolHealth {
  readonly kind: 'empty' | 'all-ready' | 'some-ready' | 'used-up' | 'all-paused' | 'none-ready';
  readonly ready: number;
  readonly total: number;
  /** When the first account comes back by itself, where that is known. */
  readonly backAtMs: number | null;
  /** How many accounts cannot come back without their owner. */
  readonly needOwner: number;
}

export function poolHealth(accounts: readonly AccountSummary[], nowMs: number): PoolHealth {
  const total = accounts.length;
  const ready = accounts.filter((account) => standingOf(account, nowMs) === 'ready').length;
  const facts = {
    ready,
    total,
    backAtMs: firstBackAtMs(accounts, nowMs),
    needOwner: accounts.filter(needsOwner).length,
  };
  if (total === 0) return { ...facts, kind: 'empty' };
  if (ready === total) return { ...facts, kind: 'all-ready' };
  if (ready > 0) return { ...facts, kind: 'some-ready' };
  const standings = new Set(accounts.map((account) => standingOf(account, nowMs)));
  if (standings.size === 1 && standings.has('paused')) return { ...facts, kind: 'all-paused' };
  const allUsedUp = [...standings].every((standing) => standing === 'rate_limited' || standing === 'quota_exceeded');
  return { ...facts, kind: allUsedUp ? 'used-up' : 'none-ready' };
}

function firstBackAtMs(accounts: readonly AccountSummary[], nowMs: number): number | null {
  const times = accounts.map((account) => comesBackAtMs(account, nowMs)).filter((time) => time !== null);
  const future = times.filter((time) => time > nowMs);
  return future.length > 0 ? Math.min(...future) : null;
}
