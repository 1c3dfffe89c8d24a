import type { Clock, Logger } from '../ports.ts';

export interface SteadyLoopOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What goes wrong in a round is logged under this name. */
  readonly name: string;
  /** Rests before the first round; otherwise that begins at once. */
  readonly firstRestMs?: number;
  /** One round of work. Resolves with how long to rest after it, in milliseconds. */
  readonly round: (round: Round) => Promise<number>;
}

export interface Round {
  readonly signal: AbortSignal;
  /**
   * By how much the rest before was longer (or, negative, shorter) than it should have been: a sleep does not count the
   * time that a laptop spends asleep, the clock on the wall does. 0 after a rest that was cut short.
   */
  readonly lateMs: number;
}

const restAfterErrorMs = 5000;

/** Rounds of work with rests between them, until it is stopped. */
export class SteadyLoop {
  readonly #options: SteadyLoopOptions;
  readonly #stopped = new AbortController();
  #rest = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(options: SteadyLoopOptions) {
    this.#options = options;
  }

  /** Aborted once the loop is told to stop. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Resolves when the round that runs has ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  /** Ends the rest that is under way. */
  wake(): void {
    this.#rest.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const { firstRestMs } = this.#options;
    let lateMs = firstRestMs === undefined ? 0 : await this.#sleep(firstRestMs);
    while (!signal.aborted) {
      // A wake during the round counts for the rest after it.
      this.#rest = new AbortController();
      lateMs = await this.#sleep(await this.#round({ signal, lateMs }));
    }
  }

  async #sleep(restMs: number): Promise<number> {
    const { clock } = this.#options;
    const dueMs = clock.nowMs() + restMs;
    const wasWoken = await clock.sleep(restMs, AbortSignal.any([this.#stopped.signal, this.#rest.signal])).then(
      () => false,
      () => true,
    );
    return wasWoken ? 0 : clock.nowMs() - dueMs;
  }

  async #round(round: Round): Promise<number> {
    const { logger, name } = this.#options;
    try {
      return await this.#options.round(round);
    } catch (error) {
      logger.error(`${name} failed`, { error });
      return restAfterErrorMs;
    }
  }
}
