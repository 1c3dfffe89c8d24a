import type { Clock } from '../ports.ts';
import type { AnswerSink } from '../providers/provider.ts';
import type { ClientAnswer } from './client-answer.ts';

/** Why an answer was cut: its client took nothing of it for so long. */
export class ClientStalled extends Error {
  override readonly name = 'ClientStalled';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(
      `The client took nothing of its answer for ${timeoutMs / 1000} seconds (clientStallTimeout), and was let go.`,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** Made once: an abort without a reason makes an exception with a stack, which was 3 % of what a request costs. */
const attemptOver = new Error('the attempt is over');

export interface ReadingWatchPorts {
  readonly clock: Clock;
  readonly settings: () => { readonly clientStallTimeout: number };
}

/**
 * An answer's client for one attempt. One that stops reading holds its upstream back, and with it a place on the account:
 * after a time in which nothing of what is ready for it could be handed over, its connection is cut (row N10). A client
 * that only reads slowly is never cut: each time that it has taken what waits, the time begins anew.
 *
 * Nothing happens here while a client keeps up.
 */
export class ReadingWatch implements AnswerSink {
  readonly #answer: ClientAnswer;
  readonly #ports: ReadingWatchPorts;
  /** Made for the first wait. */
  #over: AbortController | null = null;
  #isOver = false;
  #waitsSinceMs: number | null = null;
  #isLooking = false;

  constructor(answer: ClientAnswer, ports: ReadingWatchPorts) {
    this.#answer = answer;
    this.#ports = ports;
  }

  commit(statusCode: number, rawHeaders: readonly string[]): void {
    this.#answer.commit(statusCode, rawHeaders);
  }

  write(chunk: Buffer): boolean {
    return this.#answer.write(chunk);
  }

  onDrain(listener: () => void): void {
    this.#waitsSinceMs = this.#ports.clock.nowMs();
    if (!this.#isLooking && !this.#isOver) {
      this.#isLooking = true;
      this.#over ??= new AbortController();
      // It rejects for one reason: the attempt is over, and with it the wait.
      this.#look(this.#over.signal).catch(() => undefined);
    }
    this.#answer.onDrain(() => {
      this.#waitsSinceMs = null;
      listener();
    });
  }

  /** The attempt is over. */
  stop(): void {
    this.#isOver = true;
    this.#over?.abort(attemptOver);
  }

  /** One sleeper for an answer, however often it waits: it looks when the wait that it saw could have lasted too long. */
  async #look(over: AbortSignal): Promise<void> {
    const { clock, settings } = this.#ports;
    while (this.#waitsSinceMs !== null) {
      const timeoutMs = settings().clientStallTimeout * 1000;
      const leftMs = this.#waitsSinceMs + timeoutMs - clock.nowMs();
      if (leftMs <= 0) {
        this.#cut(new ClientStalled(timeoutMs));
        return;
      }
      await clock.sleep(leftMs, over);
    }
    this.#isLooking = false;
  }

  #cut(reason: ClientStalled): void {
    if (this.#answer.cut === undefined) this.#answer.stop();
    else this.#answer.cut(reason);
  }
}
