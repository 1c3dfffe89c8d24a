/** Ends a call in which nothing comes any more. The client's own slowness is not counted. */
export class IdleLimit {
  readonly #timeoutMs: number;
  readonly #expired = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Aborted when the time is up. */
  get signal(): AbortSignal {
    return this.#expired.signal;
  }

  /** Something came, or is waited for from now on. */
  begin(timeoutMs = this.#timeoutMs): void {
    this.pause();
    this.#timer = setTimeout(() => this.#expired.abort(new Error('nothing came')), timeoutMs);
  }

  pause(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
