import { parseRequest } from '../../translate/parse-request.ts';
import { chatRequestSchema } from '../chat/chat-request-schema.ts';
import { malformed } from '../../translate/chat-refusals.ts';
import type { DropList } from '../../translate/drop-list.ts';
import { toInput } from '../chat/input-items.ts';
import { arrayElements, findMembers } from '../../wire/json-scan.ts';
import { rebuiltArray } from '../../wire/json-object.ts';
import { fittingItem, systemTexts } from './input-items.ts';
import type { InputItem, ResponsesMembers } from './request-members.ts';

/** `input` and `instructions` as the upstream takes them; `null` for what stays as it came. */
export interface FittingInput {
  readonly input: Buffer | null;
  readonly instructions: string | null;
}

export interface InputContext {
  readonly bytes: Buffer;
  /** A Codex client already speaks as the upstream wants; its items stay as they are. */
  readonly isCodex: boolean;
  readonly drops: DropList;
}

/** @throws Refusal */
export function fittingInput(request: ResponsesMembers, context: InputContext): FittingInput {
  const { input, messages } = request;
  if (messages != null) {
    if (input != null) throw malformed('input', '`input` and `messages` say the same twice. Leave one of them out.');
    return fromMessages(request, context);
  }
  if (typeof input === 'string') return { input: jsonOf([userItem(input)]), instructions: null };
  if (input == null) {
    if (request.previous_response_id == null && request.conversation == null)
      throw malformed('input', '`input` is missing: a string, or a list of items.');
    return { input: null, instructions: null };
  }
  return fromItems(input, request, context);
}

function fromMessages({ messages, instructions }: ResponsesMembers, { drops }: InputContext): FittingInput {
  const { messages: read } = parseRequest(chatRequestSchema.pick({ messages: true }), { messages });
  const translated = toInput(read, { customTools: new Set(), keepSystemInInput: false, drops });
  const lifted = [instructions, translated.instructions].filter((text) => text != null && text !== '');
  return { input: jsonOf(translated.input), instructions: lifted.join('\n') };
}

/** Items that nothing is changed in go on as the bytes that they came as: what is cached upstream is found by them. */
function fromItems(items: readonly InputItem[], request: ResponsesMembers, context: InputContext): FittingInput {
  const { bytes, isCodex, drops } = context;
  const lifted = isCodex ? [] : liftedTexts(items, request);
  const triggers = items.filter(isTrigger);
  const isInOrder = triggers.length <= 1 && (triggers.length === 0 || isTrigger(items.at(-1) ?? {}));
  const fitting = items.map((item, index) => {
    if (isCodex) return item;
    if (index < lifted.length) return null;
    const fit = fittingItem(item, `input[${index}]`, drops);
    return fit?.role === 'system' ? { ...fit, role: 'developer' } : fit;
  });
  const instructions =
    lifted.length === 0 ? null : [...(request.instructions ? [request.instructions] : []), ...lifted.flat()].join('\n');
  if (isInOrder && fitting.every((item, index) => item === items[index])) return { input: null, instructions };
  const { input: range } = findMembers(bytes, ['input']);
  const elements = range === undefined ? [] : arrayElements(bytes, range);
  const kept: (Buffer | string)[] = [];
  fitting.forEach((item, index) => {
    if (item === null || isTrigger(item)) return;
    const at = elements[index];
    const isSame = item === items[index] && at !== undefined && elements.length === items.length;
    kept.push(isSame ? bytes.subarray(at.start, at.end) : JSON.stringify(item));
  });
  if (triggers.length > 0) kept.push(JSON.stringify(triggers[0]));
  return { input: rebuiltArray(kept), instructions };
}

/**
 * What the system messages at the head say, one entry each. Later ones stay in their place, so that neither order nor the
 * prompt's cached beginning changes. Nothing is lifted where JSON mode needs its word in the input, where an item brings
 * tools along, or where nothing else would be left.
 */
function liftedTexts(items: readonly InputItem[], { text }: ResponsesMembers): string[][] {
  if (text?.format?.type === 'json_object' || items.some(({ type }) => type === 'additional_tools')) return [];
  const lifted: string[][] = [];
  for (const item of items) {
    const texts = systemTexts(item);
    if (texts === null) break;
    lifted.push(texts);
  }
  return lifted.length === items.length ? [] : lifted;
}

function isTrigger({ type }: InputItem): boolean {
  return type === 'compaction_trigger';
}

function userItem(text: string): object {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
