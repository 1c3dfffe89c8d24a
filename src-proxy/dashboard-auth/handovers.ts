import type { Clock } from '../ports.ts';
import { digestOf } from './same-secret.ts';

const lifetimeMs = 60_000;
const mostAtOnce = 20;

/**
 * One-time tokens with which the shell hands its own window a session (A11): single use, a minute, in memory alone. The
 * window gets one in its address' fragment, which no request carries, and takes it out at once.
 */
export class Handovers {
  readonly #open = new Map<string, number>();
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #randomBytes: (size: number) => Buffer;

  constructor(clock: Pick<Clock, 'nowMs'>, randomBytes: (size: number) => Buffer) {
    this.#clock = clock;
    this.#randomBytes = randomBytes;
  }

  make(): string {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostAtOnce && oldest !== undefined) this.#open.delete(oldest);
    const token = this.#randomBytes(32).toString('base64url');
    this.#open.set(digestOf(token), this.#clock.nowMs() + lifetimeMs);
    return token;
  }

  /** Whether it was one of ours, and still good. Afterwards it is not. */
  take(token: string): boolean {
    const digest = digestOf(token);
    const untilMs = this.#open.get(digest);
    this.#open.delete(digest);
    return untilMs !== undefined && this.#clock.nowMs() < untilMs;
  }
}
