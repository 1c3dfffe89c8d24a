import type { LiveEvent } from '../contract/events.ts';

export type LiveListener = (event: LiveEvent) => void;

/** Hands what happens to whoever watches. A listener that throws is the listener's problem, reported and passed over. */
export class LiveEvents {
  readonly #listeners = new Set<LiveListener>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(event: LiveEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}
