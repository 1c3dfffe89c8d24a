import { arrayElements, findMembers, stringAt, withoutMember, type Range } from '../../wire/json-scan.ts';

/**
 * `previous_response_id` stands for a history that one account holds. A request that carries the whole history itself
 * does not need it, and can then go anywhere; one that carries only what is new would lose the past without a word.
 *
 * Nothing in the protocol says which of the two a request is, so it counts as whole only when all of this holds:
 *
 * - `input` is a list that begins with a message which is not the model's. What continues an answer begins, in a loop of
 *   tools, with a tool's output.
 * - The model's own items stand in it. Who sends only what is new never sends those: the upstream has them.
 * - Every output of a tool comes after the call that it answers.
 *
 * A single new message, which both could be, therefore counts as not whole: refusing with a sentence beats a model that
 * has silently forgotten everything.
 */

const idName = 'previous_response_id';
/** `function_call`, `custom_tool_call`, `web_search_call`, … and the items that answer them. */
const call = /_call$/;
const callOutput = /_output$/;
const ofModel = new Set(['reasoning', 'compaction']);

interface Item {
  readonly type: string | null;
  readonly role: string | null;
  readonly callId: string | null;
}

/** The body without `previous_response_id`, every other byte as it was; `null` where that would lose history. */
export function withoutPreviousResponse(body: Buffer): Buffer | null {
  const { input } = findMembers(body, ['input']);
  if (input === undefined || !isWhole(arrayElements(body, input).map((range) => itemAt(body, range)))) return null;
  return withoutMember(body, idName);
}

function itemAt(body: Buffer, range: Range): Item {
  const { type, role, call_id: callId } = findMembers(body, ['type', 'role', 'call_id'], range);
  return { type: stringAt(body, type), role: stringAt(body, role), callId: stringAt(body, callId) };
}

function isWhole(items: readonly Item[]): boolean {
  const [first] = items;
  if (first === undefined || !isMessage(first) || isOfModel(first)) return false;
  const calls = new Set<string>();
  let sawModel = false;
  for (const item of items) {
    if (isToolOutput(item)) {
      if (item.callId === null || !calls.has(item.callId)) return false;
    } else if (isOfModel(item)) {
      sawModel = true;
      if (item.callId !== null) calls.add(item.callId);
    }
  }
  return sawModel;
}

/** A message may go without its `type`. */
function isMessage({ type, role }: Item): boolean {
  return type === 'message' || (type === null && role !== null);
}

function isToolOutput({ type }: Item): boolean {
  return type !== null && callOutput.test(type);
}

/** Known ones alone: of an item of a new kind nobody knows who made it. */
function isOfModel(item: Item): boolean {
  if (isMessage(item)) return item.role === 'assistant';
  return item.type !== null && (ofModel.has(item.type) || call.test(item.type));
}
