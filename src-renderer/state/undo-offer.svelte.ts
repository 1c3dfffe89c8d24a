interface Offer {
  readonly text: string;
  readonly undo: () => Promise<void>;
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

  offer(text: string, undo: () => Promise<void>): void {
    const offer = { text, undo };
    this.error = null;
    this.current = offer;
    this.#schedule(() => {
      if (this.current === offer) this.current = null;
    }, this.#shownMs);
  }

  async take(): Promise<void> {
    const offer = this.current;
    this.current = null;
    try {
      await offer?.undo();
    } catch (error) {
      this.error = error;
    }
  }

  dismiss(): void {
    this.current = null;
    this.error = null;
  }
}
