import type { Writable } from 'node:stream';

/** From so many bytes on a piece goes out at once: to copy it would cost more than a system call of its own. */
const largeBytes = 16 * 1024;

/**
 * Gathers what is written to a client in one turn of the event loop and sends it as one piece: an upstream's events come
 * in bursts, and framing and system calls are most of what a small one costs. A turn later, at the latest, all of it is
 * on its way; an answer that ends in the same turn leaves whole, its head and its end with it.
 */
export class TurnWriter {
  readonly #response: Writable;
  #pieces: (Buffer | string)[] = [];
  #bytes = 0;
  #isDue = false;

  constructor(response: Writable) {
    this.#response = response;
  }

  /** False asks to wait for the response's `drain`. */
  write(piece: Buffer | string): boolean {
    this.#pieces.push(piece);
    // Of a text it is the letters that are counted: near enough for when to send it.
    this.#bytes += piece.length;
    if (this.#bytes >= largeBytes) return this.flush();
    if (!this.#isDue) {
      this.#isDue = true;
      setImmediate(this.#onTurn);
    }
    return !this.#response.writableNeedDrain;
  }

  flush(): boolean {
    const response = this.#response;
    let goesOn = !response.writableNeedDrain;
    for (const piece of this.#take()) if (!response.destroyed) goesOn = response.write(piece);
    return goesOn;
  }

  /** Nothing may be written after it. */
  end(): void {
    const response = this.#response;
    const pieces = this.#take();
    if (response.writableEnded || response.destroyed) return;
    const last = pieces.pop();
    for (const piece of pieces) response.write(piece);
    response.end(last);
  }

  readonly #onTurn = (): void => {
    this.#isDue = false;
    if (!this.#response.writableEnded) this.flush();
  };

  #take(): (Buffer | string)[] {
    const pieces = this.#pieces;
    if (pieces.length === 0) return pieces;
    this.#pieces = [];
    this.#bytes = 0;
    return joined(pieces);
  }
}

/** One piece, but a large one stays by itself. */
function joined(pieces: (Buffer | string)[]): (Buffer | string)[] {
  if (pieces.length === 1) return pieces;
  const last = pieces.at(-1);
  if (last !== undefined && last.length >= largeBytes) return [...joined(pieces.slice(0, -1)), last];
  if (pieces.every((piece) => typeof piece === 'string')) return [pieces.join('')];
  const whole = adjoining(pieces);
  if (whole !== null) return [whole];
  return [Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))];
}

/** Pieces that stand one behind the other in the same memory are one as they are: no copy of them has to be made. */
function adjoining(pieces: readonly (Buffer | string)[]): Buffer | null {
  const [first] = pieces;
  if (first === undefined || typeof first === 'string') return null;
  let length = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string' || piece.buffer !== first.buffer) return null;
    if (piece.byteOffset !== first.byteOffset + length) return null;
    length += piece.length;
  }
  return Buffer.from(first.buffer, first.byteOffset, length);
}
