/**
 * Cuts a server-sent event stream into whole events without changing a byte. Only whole events are handed on: a client
 * can do nothing with half an event, and a stream that breaks inside one can then still be closed in good form.
 *
 * Line ends may be LF, CRLF or CR (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** One or more whole events in one piece, and where each ends within it. */
export interface WholeEvents {
  readonly bytes: Buffer;
  readonly ends: readonly number[];
}

export class EventSplitter {
  readonly #maxEventBytes: number;
  /** The beginning of an event whose end has not come. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** True when nothing but a line end is needed for the current line to be empty. */
  #lineIsEmpty = true;
  /** A CR was the last byte: an LF that follows belongs to it. */
  #afterReturn = false;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** True when an event has grown past the limit; the splitter is of no use any more then. */
  get overflowed(): boolean {
    return this.#heldBytes > this.#maxEventBytes;
  }

  /** What was held back of an event without an end; for a stream that is over. */
  takePending(): Buffer | null {
    if (this.#heldBytes === 0) return null;
    const pending = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return pending;
  }

  /** Returns the events that this chunk completes, or `null` when it completes none. */
  push(chunk: Buffer): WholeEvents | null {
    const ends =
      chunk.includes(carriageReturn) || this.#afterReturn ? this.#scanAnyLineEnd(chunk) : this.#scanLineFeeds(chunk);
    const last = ends.at(-1);
    if (last === undefined) {
      this.#hold(chunk);
      return null;
    }
    const before = this.#heldBytes;
    const head = last === chunk.length ? chunk : chunk.subarray(0, last);
    const bytes = before === 0 ? head : Buffer.concat([...this.#held, head]);
    this.#held = [];
    this.#heldBytes = 0;
    if (last < chunk.length) this.#hold(chunk.subarray(last));
    return { bytes, ends: before === 0 ? ends : ends.map((end) => end + before) };
  }

  #hold(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
  }

  #scanLineFeeds(chunk: Buffer): number[] {
    const ends: number[] = [];
    let lineStart = 0;
    let lineIsEmpty = this.#lineIsEmpty;
    while (lineStart < chunk.length) {
      // The second of two line feeds is found without a search, which costs more than what it looks at here.
      const found = lineIsEmpty && chunk[lineStart] === lineFeed ? lineStart : chunk.indexOf(lineFeed, lineStart);
      if (found === -1) break;
      if (lineIsEmpty && found === lineStart) ends.push(found + 1);
      lineStart = found + 1;
      lineIsEmpty = true;
    }
    this.#lineIsEmpty = lineIsEmpty && lineStart === chunk.length;
    return ends;
  }

  #scanAnyLineEnd(chunk: Buffer): number[] {
    const ends: number[] = [];
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (byte === lineFeed && this.#afterReturn) {
        // The second half of a CRLF. If its CR ended an event, the LF belongs to that event.
        this.#afterReturn = false;
        if (ends.at(-1) === index) ends[ends.length - 1] = index + 1;
        continue;
      }
      this.#afterReturn = byte === carriageReturn;
      if (byte !== lineFeed && byte !== carriageReturn) {
        this.#lineIsEmpty = false;
        continue;
      }
      if (this.#lineIsEmpty) ends.push(index + 1);
      this.#lineIsEmpty = true;
    }
    return ends;
  }
}
