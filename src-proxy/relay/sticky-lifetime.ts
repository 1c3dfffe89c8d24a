import type { AffinityKind } from '../contract/affinity.ts';

const dayMs = 86_400_000;
/** A session may be taken up again after weeks, and its history is still in its account's sealed blobs. */
const sessionLifetimeMs = 30 * dayMs;

/** How long a place is kept since its last use. What is known by its cache alone is kept as long as a cache may last. */
export function stickyLifetimeMs(kind: AffinityKind, promptCacheMaxAgeSeconds: number): number {
  return kind === 'codex_session' ? sessionLifetimeMs : promptCacheMaxAgeSeconds * 1000;
}

/** After so long a use is written down again: a crash then costs at most a part of the lifetime. */
export function rewriteAfterMs(lifetimeMs: number): number {
  return Math.min(dayMs, lifetimeMs / 4);
}
