import type { Engine } from '../src-proxy/engine-api.ts';
import type { TimePort } from './time-port.ts';

/** The engine's own drain timeout can be set to ten minutes; this is past it, for a stop that never comes back. */
export const longestStopMs = 615_000;
/** With no request running, what is left is closing files and threads, and 15 s for what the engine waits for before that. */
export const idleStopMs = 20_000;
const lookEveryMs = 1_000;

interface StopOptions {
  readonly stop: () => Promise<void>;
  readonly activeRequests: () => number;
  readonly time: TimePort;
  /** When it is given up, whatever still runs. May come nearer meanwhile; looked at each second. */
  readonly deadlineMs: () => number;
  /** Called each second while requests are still running. */
  readonly onWait: () => void;
}

export type StopResult = 'stopped' | 'given-up';

/** Stops the engine, and comes back whatever happens: when it is stuck, or when there is no more time. */
export async function stopWithin(options: StopOptions): Promise<StopResult> {
  const { stop, activeRequests, time, deadlineMs, onWait } = options;
  let idleSinceMs: number | null = null;
  let cancelTimer = () => {};
  const givenUp = new Promise<StopResult>((resolve) => {
    const look = () => {
      const nowMs = time.nowMs();
      idleSinceMs = activeRequests() > 0 ? null : (idleSinceMs ?? nowMs);
      if (nowMs >= deadlineMs() || (idleSinceMs !== null && nowMs - idleSinceMs >= idleStopMs)) {
        resolve('given-up');
        return;
      }
      onWait();
      cancelTimer = time.after(lookEveryMs, look);
    };
    look();
  });
  try {
    return await Promise.race([stop().then(() => 'stopped' as const), givenUp]);
  } finally {
    cancelTimer();
  }
}

/** Those of an engine that may not be there yet. */
export function activeRequestsOf(engine: Engine | null): number {
  return engine?.state().activeRequests ?? 0;
}
