import { noOwnerHints, type OwnerHints } from '../../relay/canonical-request.ts';
import { bodyIndexOf, findInBody } from '../../wire/body-index.ts';
import { findMembers, stringAt, type Range } from '../../wire/json-scan.ts';

/**
 * What a body speaks of that exists on one account alone. Hardly any body does, and each may be megabytes. A name inside a
 * text has its quotes escaped and is not found.
 */

const fileId = Buffer.from('"file_id"');
const maxFileIds = 64;
const colon = 0x3a;
const quote = 0x22;
const backslash = 0x5c;
/** No id is that long; what is, is no id. */
const maxIdBytes = 512;

export function ownerHintsOf(body: Buffer): OwnerHints {
  const { isWhole, fileIdEnds } = bodyIndexOf(body);
  const { previous_response_id: previous, conversation } = findInBody(body, ['previous_response_id', 'conversation']);
  // What is no JSON to its end was not looked into to its end; the names of files are then searched for as bytes.
  const nameEnds = isWhole ? fileIdEnds : nameEndsIn(body);
  if (previous === undefined && conversation === undefined && nameEnds.length === 0) return noOwnerHints;
  return {
    previousResponseId: idAt(body, previous),
    conversation: conversationAt(body, conversation),
    fileIds: fileIdsBehind(body, nameEnds),
  };
}

function idAt(body: Buffer, range: Range | undefined): string | null {
  return range === undefined || range.end - range.start > maxIdBytes ? null : stringAt(body, range) || null;
}

/** Its id, or an object that holds it. */
function conversationAt(body: Buffer, range: Range | undefined): string | null {
  if (range === undefined) return null;
  return idAt(body, range) ?? idAt(body, findMembers(body, ['id'], range).id);
}

function fileIdsBehind(body: Buffer, nameEnds: readonly number[]): string[] {
  const found = new Set<string>();
  for (const nameEnd of nameEnds) {
    if (found.size >= maxFileIds) break;
    const id = idAt(body, valueBehind(body, nameEnd));
    if (id !== null) found.add(id);
  }
  return [...found];
}

function nameEndsIn(body: Buffer): number[] {
  const ends: number[] = [];
  for (let at = body.indexOf(fileId); at !== -1; at = body.indexOf(fileId, at + fileId.length))
    ends.push(at + fileId.length);
  return ends;
}

/** The string behind a name, where it is a name and has one. */
function valueBehind(body: Buffer, nameEnd: number): Range | undefined {
  const separator = skipSpace(body, nameEnd);
  if (body[separator] !== colon) return undefined;
  const start = skipSpace(body, separator + 1);
  if (body[start] !== quote) return undefined;
  const closing = body.indexOf(quote, start + 1);
  return closing === -1 || body[closing - 1] === backslash ? undefined : { start, end: closing + 1 };
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return at;
}
