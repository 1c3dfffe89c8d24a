/**
 * Finds members of a JSON document without parsing it. Request bodies run to megabytes of history of which we need two
 * short strings; strings are skipped with `indexOf`, which runs at memory speed, and nothing is decoded but what was
 * asked for. Malformed input yields "not found", never an exception: judging the document is the upstream's part.
 */

/** Byte offsets, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

function skipSpace(bytes: Buffer, at: number): number {
  let index = at;
  while (bytes[index] === 0x20 || bytes[index] === 0x0a || bytes[index] === 0x0d || bytes[index] === 0x09) index += 1;
  return index;
}

/** Up to so many bytes of a string are looked at one by one: that is quicker than a search outside JavaScript. */
const nearBytes = 64;

/** `at` is the opening quote. Returns the offset behind the closing one, or -1. */
function skipString(bytes: Buffer, at: number): number {
  let index = at + 1;
  let near = index + nearBytes;
  for (;;) {
    const byte = bytes[index];
    if (byte === quote) return index + 1;
    if (byte === undefined) return -1;
    index += byte === backslash ? 2 : 1;
    if (index < near) continue;
    const found = bytes.indexOf(quote, index);
    if (found === -1) return -1;
    // Only from `index` on: what stands before it has been read, and its escapes with it.
    let slashes = 0;
    while (found - slashes > index && bytes[found - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return found + 1;
    index = found + 1;
    near = index + nearBytes;
  }
}

/** A member name to be noted wherever it stands in a value, however deep. */
export interface NotedName {
  /** With its quotes. */
  readonly quoted: Buffer;
  /** Offsets behind the closing quote, in order. Strings that are no names are among them. */
  readonly ends: number[];
}

function noteString(bytes: Buffer, start: number, end: number, { quoted, ends }: NotedName): void {
  if (end - start === quoted.length && quoted.compare(bytes, start, end) === 0) ends.push(end);
}

/** Returns the offset behind the value that begins at `at`, or -1. */
function skipValue(bytes: Buffer, at: number, noted: NotedName | null = null): number {
  const first = bytes[at];
  if (first === quote) return skipString(bytes, at);
  if (first !== openBrace && first !== openBracket) return skipScalar(bytes, at);
  let depth = 0;
  let index = at;
  while (index < bytes.length) {
    const byte = bytes[index];
    if (byte === quote) {
      const end = skipString(bytes, index);
      if (end === -1) return -1;
      if (noted !== null) noteString(bytes, index, end, noted);
      index = end;
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
    index += 1;
  }
  return -1;
}

function skipScalar(bytes: Buffer, at: number): number {
  let index = at;
  for (; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (
      byte === comma ||
      byte === closeBrace ||
      byte === closeBracket ||
      byte === 0x20 ||
      byte === 0x0a ||
      byte === 0x0d ||
      byte === 0x09
    )
      break;
  }
  return index === at ? -1 : index;
}

/**
 * Where the values of the named members of the object at `within` stand. Stops as soon as all are found. Of a member
 * that is given twice the first counts.
 */
export function findMembers<Name extends string>(
  bytes: Buffer,
  names: readonly Name[],
  within: Range = { start: 0, end: bytes.length },
): Partial<Record<Name, Range>> {
  const found: Partial<Record<Name, Range>> = {};
  let missing = names.length;
  if (missing === 0) return found;
  eachMember(bytes, within, ({ key, value }) => {
    for (const name of names) {
      if (name === key && !Object.hasOwn(found, name)) {
        found[name] = value;
        missing -= 1;
      }
    }
    return missing > 0;
  });
  return found;
}

export interface Member {
  readonly key: string | null;
  /** Where its name begins, at the quote. */
  readonly start: number;
  readonly value: Range;
}

/**
 * Calls `visit` with one member after the other until it has seen enough and returns false. True when the object was
 * read to its closing brace.
 */
export function eachMember(
  bytes: Buffer,
  within: Range,
  visit: (member: Member) => boolean,
  noted: NotedName | null = null,
): boolean {
  let index = skipSpace(bytes, within.start);
  if (bytes[index] !== openBrace) return false;
  index += 1;
  while (index < within.end) {
    const nameStart = skipSpace(bytes, index);
    if (bytes[nameStart] !== quote) return bytes[nameStart] === closeBrace;
    const nameEnd = skipString(bytes, nameStart);
    if (nameEnd === -1) return false;
    if (noted !== null) noteString(bytes, nameStart, nameEnd, noted);
    const key = keyAt(bytes, { start: nameStart, end: nameEnd });
    index = skipSpace(bytes, nameEnd);
    if (bytes[index] !== colon) return false;
    const start = skipSpace(bytes, index + 1);
    const end = skipValue(bytes, start, noted);
    if (end === -1 || !visit({ key, start: nameStart, value: { start, end } })) return false;
    index = skipSpace(bytes, end);
    if (bytes[index] !== comma) return bytes[index] === closeBrace;
    index += 1;
  }
  return false;
}

/** Where the values of all members of these names stand, in order and in one walk: what is said twice is found twice. */
export function membersNamed<Name extends string>(
  bytes: Buffer,
  names: readonly Name[],
  within: Range = { start: 0, end: bytes.length },
): Record<Name, Range[]> {
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Range[]>;
  eachMember(bytes, within, ({ key, value }) => {
    for (const name of names) if (name === key) found[name].push(value);
    return true;
  });
  return found;
}

/**
 * The object without the named member, also where it stands twice; every other byte stays, but for the comma that parted
 * it from its neighbour. The same bytes where there is no such member.
 */
export function withoutMember(bytes: Buffer, name: string): Buffer {
  const members: { start: number; end: number; goes: boolean }[] = [];
  eachMember(bytes, { start: 0, end: bytes.length }, ({ key, start, value }) => {
    members.push({ start, end: value.end, goes: key === name });
    return true;
  });
  const lastKept = members.findLastIndex(({ goes }) => !goes);
  const cuts: Range[] = [];
  members.forEach(({ start, end, goes }, index) => {
    if (goes && index < lastKept) cuts.push({ start, end: bytes.indexOf(comma, end) + 1 });
  });
  const last = members.at(-1);
  // At the end it is the comma before them that goes along.
  if (last?.goes === true)
    cuts.push({ start: members[lastKept]?.end ?? members[0]?.start ?? last.start, end: last.end });
  return without(bytes, cuts);
}

function without(bytes: Buffer, cuts: readonly Range[]): Buffer {
  if (cuts.length === 0) return bytes;
  const kept: Buffer[] = [];
  let from = 0;
  for (const { start, end } of cuts) {
    kept.push(bytes.subarray(from, start));
    from = end;
  }
  kept.push(bytes.subarray(from));
  return Buffer.concat(kept);
}

/** The elements of the array at `within`, in order; empty when there is no well-formed array. */
export function arrayElements(bytes: Buffer, within: Range): Range[] {
  const elements: Range[] = [];
  let index = skipSpace(bytes, within.start);
  if (bytes[index] !== openBracket) return [];
  index = skipSpace(bytes, index + 1);
  if (bytes[index] === closeBracket) return [];
  for (;;) {
    const start = skipSpace(bytes, index);
    const end = skipValue(bytes, start);
    if (end === -1) return [];
    elements.push({ start, end });
    index = skipSpace(bytes, end);
    if (bytes[index] === closeBracket) return elements;
    if (bytes[index] !== comma) return [];
    index += 1;
  }
}

/** A member's name. Escapes in names are allowed and hardly ever used, so only then is it decoded. */
function keyAt(bytes: Buffer, range: Range): string | null {
  for (let index = range.start; index < range.end; index += 1)
    if (bytes[index] === backslash) return stringAt(bytes, range);
  return bytes.toString('utf8', range.start + 1, range.end - 1);
}

/** The string at the range, decoded; `null` when it is something else. */
export function stringAt(bytes: Buffer, range: Range | undefined): string | null {
  if (range === undefined || bytes[range.start] !== quote) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', range.start, range.end));
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
