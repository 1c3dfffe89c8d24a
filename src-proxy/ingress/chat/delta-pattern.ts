import { isUtf8 } from 'node:buffer';

import { eachMember, type Member } from '../../wire/json-scan.ts';

/** The event that nearly all of an answer consists of. */
const head = Buffer.from('event: response.output_text.delta\ndata: {');

/** What may differ from one piece to the next: its words, its number, and letters that only hide its length. */
type Gap = 'words' | 'number' | 'padding';

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const nine = 0x39;
const letterU = 0x75;
/** What may stand behind a backslash, `u` apart. */
const escapes: readonly boolean[] = Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)),
);

/**
 * What the pieces of one text have in common, learned from one that was parsed: then the words of the next ones are found
 * in their bytes, and need be neither decoded nor written anew. What differs in anything else is not taken.
 */
export class DeltaPattern {
  /** What stands before, between and behind the gaps. */
  readonly #fixed: readonly Buffer[];
  readonly #gaps: readonly Gap[];
  /** The last piece of the upstream's bytes that was looked through for letters that are none, and what was found. */
  #checked: Buffer | null = null;
  #isText = false;
  /** Where the words of the last event stand, and what JavaScript would say their length is. */
  start = 0;
  end = 0;
  length = 0;

  private constructor(fixed: readonly Buffer[], gaps: readonly Gap[]) {
    this.#fixed = fixed;
    this.#gaps = gaps;
  }

  /** @param bytes hold, from `start` to `end`, one event that was parsed without complaint */
  static of(bytes: Buffer, start: number, end: number): DeltaPattern | null {
    if (after(head, bytes, start, end) === -1) return null;
    const members: Member[] = [];
    const isWhole = eachMember(bytes, { start: start + head.length - 1, end }, (member) => members.push(member) > 0);
    const names = new Set(members.map(({ key }) => key));
    // Of a member that is given twice the last counts, which is more than bytes can be compared for.
    if (!isWhole || !names.has('delta') || names.size < members.length) return null;
    const fixed: Buffer[] = [];
    const gaps: Gap[] = [];
    let from = start;
    for (const { key, value } of members) {
      const gap = gapOf(key, bytes[value.start]);
      if (gap === null) continue;
      const quotes = gap === 'number' ? 0 : 1;
      fixed.push(Buffer.from(bytes.subarray(from, value.start + quotes)));
      gaps.push(gap);
      from = value.end - quotes;
    }
    fixed.push(Buffer.from(bytes.subarray(from, end)));
    return gaps.includes('words') ? new DeltaPattern(fixed, gaps) : null;
  }

  /** True where the event is another piece of the same text; its words are then at `start` to `end`. */
  reads(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    for (let index = 0; index < this.#gaps.length; index += 1) {
      const fixed = this.#fixed[index];
      if (fixed === undefined || (at = after(fixed, bytes, at, end)) === -1) return false;
      const gap = this.#gaps[index];
      at = gap === 'number' ? afterDigits(bytes, at) : this.#afterString(bytes, at, end, gap === 'words');
      if (at === -1) return false;
    }
    const last = this.#fixed.at(-1);
    return last !== undefined && after(last, bytes, at, end) === end;
  }

  /** Returns where the closing quote stands, or -1 for what JSON would not take. */
  #afterString(bytes: Buffer, start: number, end: number, isWords: boolean): number {
    let length = 0;
    let seen = 0;
    let at = start;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === undefined || byte === quote) break;
      if (byte === backslash) {
        const size = escapeSize(bytes, at);
        if (size === 0) return -1;
        at += size - 1;
      } else if (byte < 0x20) return -1;
      else if (byte >= 0x80) {
        seen |= byte;
        // One letter begins with its first byte; those of four bytes are two to JavaScript.
        if (byte < 0xc0) continue;
        if (byte >= 0xf0) length += 1;
      }
      length += 1;
    }
    // Bytes that are no letters would be replaced where they are decoded, so they have to be.
    if (seen !== 0 && !this.#isUtf8(bytes)) return -1;
    if (isWords) {
      this.start = start;
      this.end = at;
      this.length = length;
    }
    return at;
  }

  /** Asked of all events that came together at once: that costs no more than to ask it of one. */
  #isUtf8(bytes: Buffer): boolean {
    if (this.#checked !== bytes) {
      this.#checked = bytes;
      this.#isText = isUtf8(bytes);
    }
    return this.#isText;
  }
}

function gapOf(key: string | null, firstByte: number | undefined): Gap | null {
  if (key === 'delta' && firstByte === quote) return 'words';
  if (key === 'obfuscation' && firstByte === quote) return 'padding';
  return key === 'sequence_number' && isDigit(firstByte) ? 'number' : null;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

/** Up to so many bytes are compared in JavaScript: a call out of it costs more. */
const nearBytes = 48;

/** The offset behind these bytes, or -1. */
function after(fixed: Buffer, bytes: Buffer, start: number, end: number): number {
  const fixedEnd = start + fixed.length;
  if (fixedEnd > end) return -1;
  if (fixed.length > nearBytes) return bytes.compare(fixed, 0, fixed.length, start, fixedEnd) === 0 ? fixedEnd : -1;
  for (let index = 0; index < fixed.length; index += 1) if (bytes[start + index] !== fixed[index]) return -1;
  return fixedEnd;
}

function afterDigits(bytes: Buffer, start: number): number {
  let at = start;
  while (isDigit(bytes[at])) at += 1;
  // JSON knows no number that begins with a zero, but for zero.
  return at === start || (bytes[start] === zero && at > start + 1) ? -1 : at;
}

/** Bytes of the escape at the backslash; 0 for what is none. */
function escapeSize(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1];
  if (kind !== letterU) return kind !== undefined && escapes[kind] === true ? 2 : 0;
  return /^[0-9a-f]{4}$/i.test(bytes.toString('latin1', at + 2, at + 6)) ? 6 : 0;
}
