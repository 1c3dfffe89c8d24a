import type { Clock } from '../../src-proxy/ports.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told how much time has passed. */
export class ManualClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];
  #arrivals: { count: number; resolve: () => void }[] = [];

  constructor(startMs = Date.parse('2026-11-02T09:00:00Z')) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const abort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        dueMs: this.#nowMs + ms,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.push(sleeper);
      this.#announceArrivals();
    });
  }

  /** How many sleeps are under way. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Resolves as soon as at least `count` sleeps are under way, so that a test knows when to move time. */
  waitForSleepers(count = 1): Promise<void> {
    if (this.#sleepers.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#arrivals.push({ count, resolve }));
  }

  /**
   * Moves time on and wakes whoever is due, earliest first. Between two of them the woken code runs, so a sleep that it
   * starts within the span is served too.
   */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#nextDue(untilMs); next; next = this.#nextDue(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      const woken = next;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== woken);
      woken.wake();
      await settled();
    }
    this.#nowMs = untilMs;
    await settled();
  }

  #nextDue(untilMs: number): Sleeper | undefined {
    return this.#sleepers
      .filter((sleeper) => sleeper.dueMs <= untilMs)
      .reduce<Sleeper | undefined>(
        (first, sleeper) => (first && first.dueMs <= sleeper.dueMs ? first : sleeper),
        undefined,
      );
  }

  #announceArrivals(): void {
    const ready = this.#arrivals.filter((arrival) => arrival.count <= this.#sleepers.length);
    this.#arrivals = this.#arrivals.filter((arrival) => arrival.count > this.#sleepers.length);
    for (const arrival of ready) arrival.resolve();
  }
}

/** One turn of the event loop: every promise that can settle has settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
