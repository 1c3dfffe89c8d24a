import type { Clock, Logger } from '../ports.ts';

export interface EndingPorts {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What is called, such as by a person who is asked for a keychain's password, may never answer, and one end that fails
 * must not keep the others from coming.
 */
const patienceMs = 15_000;

/** Resolves when all of them have ended, well or not, or when patience is over. Never rejects. */
export async function endTogether(ends: readonly Promise<unknown>[], { clock, logger }: EndingPorts): Promise<void> {
  const done = new AbortController();
  const ended = allEnded(ends, logger).finally(() => done.abort());
  const late = clock.sleep(patienceMs, done.signal).then(
    () => logger.warn('Evenkeel ends without waiting any longer for what it had begun'),
    () => undefined,
  );
  await Promise.race([ended, late]);
}

async function allEnded(ends: readonly Promise<unknown>[], logger: Logger): Promise<void> {
  for (const result of await Promise.allSettled(ends))
    if (result.status === 'rejected') logger.error('Something did not end in good order', { error: result.reason });
}
