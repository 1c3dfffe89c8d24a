import type { Engine } from '../src-proxy/engine-api.ts';
import type { TimePort } from './time-port.ts';

/** The engine's own drain timeout can be set to ten minutes; this is past it, for a stop that never comes back. */
export const longestStopMs = 615_000;
/** With no request running, what is left is closing files and threads. */
export const idleStopMs = 10_000;
const lookEveryMs = 1_000;

interface StopOptions {
  readonly stop: () => Promise<void>;
  readonly activeRequests: () => number;
  readonly time: TimePort;
  /** Called each second while requests are still running. */
  readonly onWait: () => void;
  readonly signal: AbortSignal;
}

export type StopResult = 'stopped' | 'given-up' | 'hurried';

/** Stops the engine, and comes back whatever happens: when it is stuck, or when the signal says not to wait any longer. */
export async function stopWithin({ stop, activeRequests, time, onWait, signal }: StopOptions): Promise<StopResult> {
  const startedMs = time.nowMs();
  let idleSinceMs: number | null = null;
  let cancelTimer = () => {};
  const waiting = new Promise<StopResult>((resolve) => {
    signal.addEventListener('abort', () => resolve('hurried'), { once: true });
    const look = () => {
      const nowMs = time.nowMs();
      idleSinceMs = activeRequests() > 0 ? null : (idleSinceMs ?? nowMs);
      if (nowMs - startedMs >= longestStopMs || (idleSinceMs !== null && nowMs - idleSinceMs >= idleStopMs)) {
        resolve('given-up');
        return;
      }
      onWait();
      cancelTimer = time.after(lookEveryMs, look);
    };
    look();
  });
  try {
    return await Promise.race([stop().then(() => 'stopped' as const), waiting]);
  } finally {
    cancelTimer();
  }
}

/** A stop of an engine that may not be there yet. */
export function activeRequestsOf(engine: Engine | null): number {
  return engine?.state().activeRequests ?? 0;
}
