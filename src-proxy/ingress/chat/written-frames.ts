/** Room that is made for frames at first, and at most without need: an answer that comes slowly is to hold little. */
const leastBytes = 1024;
const usualBytes = 16 * 1024;

/** Gathers what is to be written of an answer, be it text or bytes. */
export class WrittenFrames {
  #text = '';
  #bytes = Buffer.alloc(0);
  /** Where in the bytes what was not taken yet begins and ends. What stands before it has been given away. */
  #from = 0;
  #to = 0;

  add(text: string): void {
    if (this.#from === this.#to) this.#text += text;
    else this.#addText(text);
  }

  /** The bytes of `source` from `start` to `end`, between these two. */
  addBetween(before: Buffer, source: Buffer, start: number, end: number, after: Buffer): void {
    if (this.#text !== '') {
      const text = this.#text;
      this.#text = '';
      this.#addText(text);
    }
    this.#makeRoom(before.length + (end - start) + after.length);
    const bytes = this.#bytes;
    bytes.set(before, this.#to);
    let to = this.#to + before.length;
    // One by one: for the few of a word it is quicker than to ask for a copy.
    for (let at = start; at < end; at += 1) bytes[to++] = source[at] as number;
    bytes.set(after, to);
    this.#to = to + after.length;
  }

  /** Empty where there is nothing. */
  take(): string | Buffer {
    if (this.#from < this.#to) {
      const taken = this.#bytes.subarray(this.#from, this.#to);
      this.#from = this.#to;
      return taken;
    }
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #addText(text: string): void {
    const length = Buffer.byteLength(text);
    this.#makeRoom(length);
    this.#bytes.write(text, this.#to);
    this.#to += length;
  }

  #makeRoom(length: number): void {
    if (this.#bytes.length - this.#to >= length) return;
    const held = this.#bytes.subarray(this.#from, this.#to);
    const size = Math.max(leastBytes, Math.min(this.#bytes.length * 2, usualBytes), (held.length + length) * 2);
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#bytes.set(held);
    this.#from = 0;
    this.#to = held.length;
  }
}
