import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const watchMs = 500;
const resolutionMs = 10;
const nanosecondsPerMs = 1e6;

/** How late the event loop was while we watched. Only then: watching wakes the process a hundred times a second. */
export async function watchLoopDelay(signal: AbortSignal): Promise<{ readonly p99Ms: number; readonly maxMs: number }> {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  try {
    await delay(watchMs, undefined, { signal, ref: false });
  } finally {
    histogram.disable();
  }
  // What it counts includes its own interval.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / nanosecondsPerMs - resolutionMs);
  return { p99Ms: late(histogram.percentile(99)), maxMs: late(histogram.max) };
}
