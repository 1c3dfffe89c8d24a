import type { AccountBook } from '../accounts/account-book.ts';
import type { Clock } from '../ports.ts';

export interface WaitingRoomPorts {
  readonly book: Pick<AccountBook, 'onChange'>;
  readonly clock: Clock;
}

/**
 * Where requests wait that nobody can serve at this moment. They are woken by what may change that: an account that
 * changed, a place that came free; and by the clock. Whoever is woken looks again, those that came first before the others.
 */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #wakeIsDue = false;

  constructor({ book, clock }: WaitingRoomPorts) {
    this.#clock = clock;
    book.onChange(() => this.wake());
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Everybody who waits looks again, once for all that happens in this turn of the event loop. */
  wake(): void {
    if (this.#wakeIsDue || this.#waiting.size === 0) return;
    this.#wakeIsDue = true;
    setImmediate(() => {
      this.#wakeIsDue = false;
      for (const wake of this.#waiting) wake();
    });
  }

  /** Resolves at that time, or when woken, or when the signal is aborted; whoever waits looks which. */
  async until(untilMs: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#waiting.add(wake);
    const delayMs = Math.max(0, untilMs - this.#clock.nowMs());
    await this.#clock.sleep(delayMs, AbortSignal.any([signal, woken.signal])).catch(() => undefined);
    this.#waiting.delete(wake);
  }
}
