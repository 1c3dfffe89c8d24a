import type { Settings } from '../contract/settings.ts';
import type { RoutableAccount } from './routable-account.ts';
import type { Entrant } from './strategy.ts';
import { longWindow, resetOf } from './used-percent.ts';

const dayMs = 86_400_000;
const unknownBucket = 10_000;

/** Whole days until a reset; one that nobody knows is far off. */
export function dayOfReset(resetAtMs: number | null, nowMs: number): number {
  return resetAtMs === null ? unknownBucket : Math.floor((resetAtMs - nowMs) / dayMs);
}

/** Only those whose window starts anew first, and on the others that this is why they lost: by whole days of the weekly one, by seconds of the short one. */
export function earliestReset<Account extends RoutableAccount>(
  pool: readonly Entrant<Account>[],
  window: Exclude<Settings['preferEarlierReset'], 'off'>,
  nowMs: number,
): readonly Entrant<Account>[] {
  const buckets = pool.map(({ account: { usage } }) =>
    window === 'weekly'
      ? dayOfReset(resetOf(longWindow(usage), nowMs), nowMs)
      : secondOfReset(resetOf(usage?.primary, nowMs), nowMs),
  );
  const earliest = buckets.reduce((least, bucket) => Math.min(least, bucket), Infinity);
  return pool.filter((entrant, index) => {
    if (buckets[index] === earliest) return true;
    entrant.code = 'resets_later';
    return false;
  });
}

function secondOfReset(resetAtMs: number | null, nowMs: number): number {
  return resetAtMs === null ? unknownBucket * 86_400 : Math.floor((resetAtMs - nowMs) / 1000);
}
