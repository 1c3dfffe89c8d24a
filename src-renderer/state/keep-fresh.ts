import type { LiveState } from './live-state.svelte.ts';
import { AtMostEvery } from '../connection/at-most-every.ts';
import { whileVisible } from './while-visible.ts';

export interface Freshness {
  /** Many requests in a row are one reason to ask again, not many. */
  readonly settleMs: number;
  /** Without any request figures age too: windows reset, buckets begin. */
  readonly renewMs: number;
}

/**
 * Figures over requests, kept fresh while somebody looks: soon after requests, at once after the connection was made anew,
 * and now and then besides.
 * @returns what ends it
 */
export function keepFresh(
  live: Pick<LiveState, 'subscribe'>,
  renew: () => void,
  { settleMs, renewMs }: Freshness = { settleMs: 5_000, renewMs: 60_000 },
): () => void {
  const pace = new AtMostEvery({
    intervalMs: settleMs,
    schedule: (work, ms) => setTimeout(work, ms),
    // Behind another window nothing is asked; whoever looks again gets fresh figures at once.
    work: () => document.visibilityState === 'visible' && renew(),
  });
  const stopLooking = whileVisible({
    everyMs: renewMs,
    work: renew,
    page: document,
    window,
    repeat: (work, everyMs) => {
      const timer = setInterval(work, everyMs);
      return () => clearInterval(timer);
    },
  });
  const unsubscribe = live.subscribe((event) => {
    if (event.type === 'request') pace.ask();
    if (event.type === 'snapshot') renew();
  });
  return () => {
    stopLooking();
    pace.stop();
    unsubscribe();
  };
}
