import { findMembers, membersNamed, withoutMember, type Range } from './json-scan.ts';

/**
 * Sets members of a JSON object without parsing it: every byte that is not spoken of stays as it came.
 */

const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The object with the member set to the given JSON; `null` when the bytes are no object. */
export function withMember(bytes: Buffer, name: string, valueJson: string): Buffer | null {
  const { [name]: stated = [] } = membersNamed(bytes, [name]);
  const only = stated[0];
  if (only !== undefined && stated.length === 1) return spliced(bytes, only, valueJson);
  // Said twice: whoever reads it must find one answer.
  const single = stated.length === 0 ? bytes : withoutMember(bytes, name);
  const open = skipSpace(single, 0);
  if (single[open] !== openBrace) return null;
  const isEmpty = single[skipSpace(single, open + 1)] === closeBrace;
  const at = { start: open + 1, end: open + 1 };
  return spliced(single, at, `${JSON.stringify(name)}:${valueJson}${isEmpty ? '' : ','}`);
}

/** The same of a member of an object in it: where that is none, it is made. `null` when the bytes are no object. */
export function withInnerMember(bytes: Buffer, outer: string, name: string, valueJson: string): Buffer | null {
  const { [outer]: range } = findMembers(bytes, [outer]);
  const inner = range === undefined ? null : withMember(bytes.subarray(range.start, range.end), name, valueJson);
  return withMember(bytes, outer, inner?.toString('utf8') ?? `{${JSON.stringify(name)}:${valueJson}}`);
}

function spliced(bytes: Buffer, { start, end }: Range, text: string): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
}

function skipSpace(bytes: Buffer, at: number): number {
  let index = at;
  while (bytes[index] === 0x20 || bytes[index] === 0x0a || bytes[index] === 0x0d || bytes[index] === 0x09) index += 1;
  return index;
}
