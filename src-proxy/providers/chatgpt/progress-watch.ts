import type { UpstreamFailure } from '../provider.ts';

export interface ProgressWatchOptions {
  readonly idleTimeoutMs: number;
  readonly firstEventTimeoutMs: number;
  readonly onStall: (failure: UpstreamFailure) => void;
}

/**
 * Ends an attempt that only pretends to live. Bytes alone prove nothing, a proxy on the way may send keep-alives for hours:
 * what counts is an event that brings the answer forward.
 */
export class ProgressWatch {
  readonly #options: ProgressWatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #hasBegun = false;
  #isOver = false;

  constructor(options: ProgressWatchOptions) {
    this.#options = options;
  }

  /** The upstream has the request: from now on it is waited for. */
  start(): void {
    if (this.#isOver || this.#timer !== null) return;
    const { idleTimeoutMs, firstEventTimeoutMs, onStall } = this.#options;
    const waitsForFirst = !this.#hasBegun && firstEventTimeoutMs < idleTimeoutMs;
    this.#timer = setTimeout(
      () => onStall(waitsForFirst ? nothingBegan(firstEventTimeoutMs) : fellSilent(idleTimeoutMs)),
      waitsForFirst ? firstEventTimeoutMs : idleTimeoutMs,
    );
  }

  noteProgress(): void {
    if (this.#hasBegun) {
      this.#timer?.refresh();
      return;
    }
    this.#hasBegun = true;
    if (this.#timer === null) return;
    this.pause();
    this.start();
  }

  /** It is the client that keeps everybody waiting now. */
  pause(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  stop(): void {
    this.#isOver = true;
    this.pause();
  }
}

function nothingBegan(timeoutMs: number): UpstreamFailure {
  return stalled(
    'first_event_timeout',
    `The upstream took the request and began nothing for ${timeoutMs / 1000} seconds (firstEventTimeout).`,
  );
}

function fellSilent(timeoutMs: number): UpstreamFailure {
  return stalled(
    'stream_idle_timeout',
    `The upstream fell silent: it brought nothing new for ${timeoutMs / 1000} seconds (streamIdleTimeout).`,
  );
}

function stalled(code: string, message: string): UpstreamFailure {
  return {
    class: 'dropped',
    statusCode: null,
    code,
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}
