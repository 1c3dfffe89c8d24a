import { eachMember } from './json-scan.ts';

/**
 * The object with some members replaced, left out (`null`) or added at its end. The bytes of every other value stay as they
 * came; what stood between the members does not. Of a name said twice the last counts, as for every reader that parses.
 */
export function rebuiltObject(bytes: Buffer, changes: ReadonlyMap<string, Buffer | string | null>): Buffer {
  const values = new Map<string, Buffer | string | null>();
  eachMember(bytes, { start: 0, end: bytes.length }, ({ key, value }) => {
    if (key !== null) values.set(key, bytes.subarray(value.start, value.end));
    return true;
  });
  for (const [name, value] of changes) values.set(name, value);
  const pieces: Buffer[] = [];
  for (const [name, value] of values) {
    if (value === null) continue;
    pieces.push(Buffer.from(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(name)}:`));
    pieces.push(typeof value === 'string' ? Buffer.from(value) : value);
  }
  pieces.push(Buffer.from(pieces.length === 0 ? '{}' : '}'));
  return Buffer.concat(pieces);
}

/** An array of values that are JSON already. */
export function rebuiltArray(elements: readonly (Buffer | string)[]): Buffer {
  const pieces: Buffer[] = [];
  for (const element of elements) {
    pieces.push(Buffer.from(pieces.length === 0 ? '[' : ','));
    pieces.push(typeof element === 'string' ? Buffer.from(element) : element);
  }
  pieces.push(Buffer.from(pieces.length === 0 ? '[]' : ']'));
  return Buffer.concat(pieces);
}
