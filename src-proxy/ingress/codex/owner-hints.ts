import { noOwnerHints, type OwnerHints } from '../../relay/canonical-request.ts';
import { findMembers, stringAt, type Range } from '../../wire/json-scan.ts';

/**
 * What a body speaks of that exists on one account alone. Hardly any body does, and each may be megabytes: so the names are
 * searched for as bytes first, and only where one occurs is the document walked. A name inside a text has its quotes
 * escaped and is not found.
 */

const previousResponse = 'previous_response_id';
/** Without the quote in front: texts are full of quotes, and a search stops at each. */
const fileId = Buffer.from('file_id"');
const maxFileIds = 64;
const colon = 0x3a;
const quote = 0x22;
const backslash = 0x5c;
/** No id is that long; what is, is no id. */
const maxIdBytes = 512;

export function ownerHintsOf(body: Buffer): OwnerHints {
  const continues = body.includes(`"${previousResponse}"`);
  const converses = body.includes('"conversation"');
  const files = body.includes(fileId);
  if (!continues && !converses && !files) return noOwnerHints;
  const members = continues || converses ? findMembers(body, [previousResponse, 'conversation']) : {};
  return {
    previousResponseId: idAt(body, members[previousResponse]),
    conversation: conversationAt(body, members.conversation),
    fileIds: files ? fileIdsIn(body) : [],
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

function fileIdsIn(body: Buffer): string[] {
  const found = new Set<string>();
  let at = body.indexOf(fileId);
  while (at !== -1 && found.size < maxFileIds) {
    const id = body[at - 1] === quote ? idAt(body, valueBehind(body, at + fileId.length)) : null;
    if (id !== null) found.add(id);
    at = body.indexOf(fileId, at + fileId.length);
  }
  return [...found];
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
