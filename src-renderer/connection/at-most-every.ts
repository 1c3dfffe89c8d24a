export interface PaceOptions {
  readonly intervalMs: number;
  readonly schedule: (work: () => void, ms: number) => unknown;
  readonly work: () => void;
}

/**
 * Calls that come in a flood lead to one run per interval, the first an interval after the first call: what caused it
 * has then settled, and under steady load it still runs. `stop` forgets a run that is due.
 */
export class AtMostEvery {
  readonly #options: PaceOptions;
  #isDue = false;
  #isStopped = false;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  ask(): void {
    if (this.#isDue || this.#isStopped) return;
    this.#isDue = true;
    this.#options.schedule(() => {
      this.#isDue = false;
      if (!this.#isStopped) this.#options.work();
    }, this.#options.intervalMs);
  }

  stop(): void {
    this.#isStopped = true;
  }
}
