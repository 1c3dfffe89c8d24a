import type { Clock } from './ports.ts';

/** The real time. Sleepers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  // Not Node's own: that makes an error with a stack for each sleeper that is woken, and every answer wakes one.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(reasonOf(signal));
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', wake);
        resolve();
      }, ms);
      timer.unref();
      signal?.addEventListener('abort', wake, { once: true });
    }),
};

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('the sleeper was woken', { cause: reason });
}
