export interface AnnouncerOptions {
  readonly intervalMs: number;
  readonly nowMs: () => number;
  readonly schedule: (work: () => void, ms: number) => void;
}

/**
 * The text of the page's one `role="status"` region. What a person did is spoken at once; what merely happens is held
 * back to one sentence per interval, the latest winning, or a screen reader would never fall silent.
 */
export class Announcer {
  text = $state.raw('');
  readonly #options: AnnouncerOptions;
  #lastMs = Number.NEGATIVE_INFINITY;
  #waiting: string | null = null;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  say(text: string): void {
    this.#waiting = null;
    this.#speak(text);
  }

  mention(text: string): void {
    const dueMs = this.#lastMs + this.#options.intervalMs - this.#options.nowMs();
    if (dueMs <= 0) {
      this.#speak(text);
      return;
    }
    const isScheduled = this.#waiting !== null;
    this.#waiting = text;
    if (!isScheduled) this.#options.schedule(() => this.#flush(), dueMs);
  }

  #flush(): void {
    if (this.#waiting === null) return;
    const text = this.#waiting;
    this.#waiting = null;
    this.#speak(text);
  }

  #speak(text: string): void {
    this.#lastMs = this.#options.nowMs();
    this.text = text;
  }
}
