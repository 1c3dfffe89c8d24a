import { eachMember, type Member, type Range } from './json-scan.ts';

/**
 * What all readers of a request body look for, found in one walk however many ask: the walk over a long history is most
 * of what reading a body costs.
 */
export interface BodyIndex {
  /** The members of the object that the body is, in order; those before the place where it is no JSON any more. */
  readonly members: readonly Member[];
  /** False where the body is no object, or ends before it does. */
  readonly isWhole: boolean;
  /** Offsets behind each `"file_id"` in the members' values, however deep; strings that are no names among them. */
  readonly fileIdEnds: readonly number[];
}

const fileId = Buffer.from('"file_id"');

/** Nobody writes to a body once it is here: what was found in it holds for as long as it lives. */
const known = new WeakMap<Buffer, BodyIndex>();

export function bodyIndexOf(body: Buffer): BodyIndex {
  let index = known.get(body);
  if (index === undefined) {
    index = readIndex(body);
    known.set(body, index);
  }
  return index;
}

function readIndex(body: Buffer): BodyIndex {
  const members: Member[] = [];
  const noted = { quoted: fileId, ends: [] as number[] };
  const isWhole = eachMember(
    body,
    { start: 0, end: body.length },
    (member) => {
      members.push(member);
      return true;
    },
    noted,
  );
  return { members, isWhole, fileIdEnds: noted.ends };
}

/** Of a member that is given twice the first counts. @see findMembers */
export function findInBody<Name extends string>(body: Buffer, names: readonly Name[]): Partial<Record<Name, Range>> {
  const found: Partial<Record<Name, Range>> = {};
  const { members } = bodyIndexOf(body);
  for (const name of names) {
    const member = members.find(({ key }) => key === name);
    if (member !== undefined) found[name] = member.value;
  }
  return found;
}

/** What is said twice is found twice. @see membersNamed */
export function allInBody<Name extends string>(body: Buffer, names: readonly Name[]): Record<Name, Range[]> {
  const { members } = bodyIndexOf(body);
  const ranges = (name: Name): Range[] => members.filter(({ key }) => key === name).map(({ value }) => value);
  return Object.fromEntries(names.map((name) => [name, ranges(name)])) as Record<Name, Range[]>;
}
