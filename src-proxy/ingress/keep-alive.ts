import type { ServerResponse } from 'node:http';

import type { Clock } from '../ports.ts';

/** Tunnels on the way give up on a connection after 30 to 60 seconds of silence. */
const silenceMs = 10_000;
/** Made once: a reason of its own for every answer that ends would cost each of them a stack trace. */
const answerOver = new Error('the answer is over');

/** Tells of a silence in an answer, each time it has lasted so long, until the answer is over. */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #beat: () => void;
  readonly #over = new AbortController();
  #heardAtMs = 0;
  #running = false;

  constructor(response: ServerResponse, clock: Clock, beat: () => void) {
    this.#clock = clock;
    this.#beat = beat;
    response.once('close', () => this.stop());
  }

  /** Something was said; from the first time on silence is watched. */
  note(): void {
    this.#heardAtMs = this.#clock.nowMs();
    if (this.#running || this.#over.signal.aborted) return;
    this.#running = true;
    this.#watch().catch(() => undefined);
  }

  stop(): void {
    this.#over.abort(answerOver);
  }

  /** Ends by rejection, when it is stopped. */
  async #watch(): Promise<never> {
    for (;;) {
      const quietMs = this.#clock.nowMs() - this.#heardAtMs;
      if (quietMs >= silenceMs) {
        this.#heardAtMs = this.#clock.nowMs();
        this.#beat();
      }
      await this.#clock.sleep(Math.max(1, silenceMs - (this.#clock.nowMs() - this.#heardAtMs)), this.#over.signal);
    }
  }
}
