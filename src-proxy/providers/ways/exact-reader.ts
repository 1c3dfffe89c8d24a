import type { Readable } from 'node:stream';

/** Takes exact numbers of bytes from a stream that somebody else reads on. */
export class ExactReader {
  readonly #stream: Readable;
  #pending: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** @throws Error when the stream ends before them */
  async take(size: number): Promise<Buffer> {
    while (this.#pending.length < size) {
      // All there is: while less than asked for lies in the stream, it would call itself readable at once, for ever.
      const chunk: unknown = this.#stream.read();
      if (Buffer.isBuffer(chunk)) this.#pending = Buffer.concat([this.#pending, chunk]);
      else if (this.#stream.readableEnded || this.#stream.destroyed) throw new Error('the stream ended');
      else await this.#nextEvent();
    }
    const taken = this.#pending.subarray(0, size);
    this.#pending = this.#pending.subarray(size);
    return taken;
  }

  /** What was read and not taken goes back, for whoever reads on. */
  giveBack(): void {
    if (this.#pending.length > 0) this.#stream.unshift(this.#pending);
    this.#pending = Buffer.alloc(0);
  }

  async #nextEvent(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const events = ['readable', 'end', 'close'] as const;
    for (const event of events) this.#stream.on(event, resolve);
    await promise;
    for (const event of events) this.#stream.off(event, resolve);
  }
}
