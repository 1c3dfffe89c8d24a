import { isAscii, isUtf8 } from 'node:buffer';

/**
 * Chat requests read one character a byte. One letter beyond ASCII makes texts twice as wide in memory, and to decode, write
 * and encode those is most of what a long request costs: 750 µs for 100 KB, against 190 µs for the same in ASCII. But what
 * people and tools said is only carried along, and its bytes can be carried as they came.
 */

/** Members whose texts nobody looks at between a chat request and the upstream's. */
const carried: ReadonlySet<string> = new Set(['content', 'text', 'arguments', 'description']);
const beyondAscii = /[\u0080-\uffff]/;
/** What is nested deeper is read as usual. */
const deepest = 64;

/**
 * The request with a character for each byte of its carried texts, and every other text as it is; to be written as
 * `latin1`. `null` where it must be decoded: somebody could look at a letter beyond ASCII, or an escape stands for one.
 * @throws SyntaxError
 */
export function readCarried(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  if (isAscii(bytes) || !isUtf8(bytes) || bytes.includes(String.raw`\u`)) return null;
  const json: unknown = JSON.parse(bytes.toString('latin1'));
  if (!isRecord(json) || !Array.isArray(json['messages'])) return null;
  return isReadable(json, 0) ? json : null;
}

/** A text of another source, to be written beside carried ones. */
export function asCarried(text: string): string {
  return beyondAscii.test(text) ? Buffer.from(text).toString('latin1') : text;
}

function isReadable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !beyondAscii.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === deepest) return false;
  if (Array.isArray(value)) return value.every((one) => isReadable(one, depth + 1));
  return Object.entries(value).every(
    ([name, one]) =>
      (typeof one === 'string' && carried.has(name)) || (!beyondAscii.test(name) && isReadable(one, depth + 1)),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
