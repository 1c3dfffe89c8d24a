import type { LiveEvent } from '#contract/events.ts';

import type { PlainStorage } from './browser-storage.ts';

const key = 'evenkeel.first-run';

export const firstRunSteps = ['account', 'connect', 'request'] as const;
export type FirstRunStep = (typeof firstRunSteps)[number];

export interface FirstRunFacts {
  readonly accounts: number;
  /** Requests that arrived, whatever became of them. */
  readonly requests: number;
}

/** Where somebody stands who has never had a request answered: an account, a tool, a request. */
export function firstRunStep({ accounts, requests }: FirstRunFacts, isConnected: boolean): FirstRunStep {
  if (accounts === 0) return 'account';
  return isConnected || requests > 0 ? 'request' : 'connect';
}

/**
 * The way to the first answer, shown until it is there, or skipped; then never again in this browser. What was done is
 * read from the engine, so that it goes on where it was left, wherever it was done.
 */
export class FirstRun {
  /** Unknown until the engine has told how things stand: what is there already must not flash up and vanish. */
  isShown = $state.raw(false);
  /** The person said that a tool points here. */
  isConnected = $state.raw(false);
  readonly #storage: PlainStorage | null;
  #isOver: boolean;

  constructor(storage: PlainStorage | null) {
    this.#storage = storage;
    const stored = storage?.getItem(key);
    this.#isOver = stored === 'over';
    this.isConnected = stored === 'connected';
  }

  /** Hand in every live event. */
  onEvent(event: LiveEvent): void {
    if (this.#isOver) return;
    if (event.type === 'snapshot' && !this.isShown) {
      if (event.requests.some(({ status }) => status === 'success')) this.#remember('over');
      else this.isShown = true;
    }
    // It stays in sight, green, until the person is done with it.
    if (event.type === 'request' && event.request.status === 'success') this.#remember('over');
  }

  connected(): void {
    this.isConnected = true;
    this.#remember('connected');
  }

  /** Back to the tools. */
  reconnect(): void {
    this.isConnected = false;
    this.#remember('');
  }

  /** Done, or skipped. */
  end(): void {
    this.isShown = false;
    this.#remember('over');
  }

  #remember(where: 'connected' | 'over' | ''): void {
    if (this.#isOver) return;
    this.#isOver = where === 'over';
    this.#storage?.setItem(key, where);
  }
}
