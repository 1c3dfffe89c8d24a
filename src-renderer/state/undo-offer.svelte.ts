interface Offer {
  readonly text: string;
  /** `null` for a word about something done that has no way back. */
  readonly undo: (() => Promise<void>) | null;
}

/** The last change that can be taken back with one press. A newer one replaces it; after a while it is withdrawn. */
export class UndoOffer {
  current = $state.raw<Offer | null>(null);
  error = $state.raw<unknown>(null);
  readonly #shownMs: number;
  readonly #schedule: (work: () => void, ms: number) => void;

  constructor(options: { shownMs: number; schedule: (work: () => void, ms: number) => void }) {
    this.#shownMs = options.shownMs;
    this.#schedule = options.schedule;
  }

  /** Says what was done, where there is nothing to press. */
  note(text: string): void {
    this.#show(text, null);
  }

  offer(text: string, undo: () => Promise<void>): void {
    this.#show(text, undo);
  }

  async take(): Promise<void> {
    const offer = this.current;
    this.current = null;
    try {
      await offer?.undo?.();
    } catch (error) {
      this.error = error;
    }
  }

  /** Says what went wrong where nothing on the page can. */
  fail(error: unknown): void {
    this.current = null;
    this.error = error;
  }

  dismiss(): void {
    this.current = null;
    this.error = null;
  }

  #show(text: string, undo: Offer['undo']): void {
    const offer = { text, undo };
    this.error = null;
    this.current = offer;
    this.#schedule(() => {
      if (this.current === offer) this.current = null;
    }, this.#shownMs);
  }
}
