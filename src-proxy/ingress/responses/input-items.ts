import { unsupported } from '../../translate/chat-refusals.ts';
import { toToolOutput } from '../chat/content-parts.ts';
import type { ChatContent } from '../chat/chat-request-schema.ts';
import type { DropList } from '../../translate/drop-list.ts';
import type { InputItem } from './request-members.ts';

/** Members of history that programs carry along from other protocols and that the upstream does not know. */
const foreignMembers = ['reasoning_content', 'reasoning_details', 'tool_calls', 'function_call'] as const;
const callTypes: ReadonlySet<string> = new Set(['function_call', 'custom_tool_call']);

const outputTypes: ReadonlySet<string> = new Set(['function_call_output', 'custom_tool_call_output']);

/**
 * One item as the upstream takes it: the very same object where nothing is to be changed, `null` where it cannot go.
 * `where` names it in a refusal.
 * @throws Refusal
 */
export function fittingItem(item: InputItem, where: string, drops: DropList): InputItem | null {
  if (item.type === 'item_reference') {
    throw unsupported(
      where,
      `\`${where}\` refers to an item that was stored at the service, and nothing is stored here. Send the item itself; many programs do so once they are told "store": false.`,
    );
  }
  if (item.type === 'reasoning' && item['encrypted_content'] == null) {
    // Without its sealed content only a service that stores answers could know what it was.
    drops.add('input[].reasoning');
    return null;
  }
  if (item.role === 'tool') return toolOutput(item, where, drops);
  return withoutForeignMembers(withPartsOf(withOutput(item)), drops);
}

/** A tool that had nothing to say; the upstream wants words, if none (matrix, row 4). */
function withOutput(item: InputItem): InputItem {
  if (!outputTypes.has(item.type ?? '')) return item;
  const output = item['output'];
  const isEmpty = output == null || (Array.isArray(output) && output.length === 0);
  return isEmpty ? { ...item, output: '' } : item;
}

function toolOutput(item: InputItem, where: string, drops: DropList): InputItem {
  const callId = [item['tool_call_id'], item['toolCallId'], item['call_id']].find((id) => typeof id === 'string');
  if (typeof callId !== 'string')
    throw unsupported(where, `\`${where}\` is the output of a call and must name it: \`call_id\`.`);
  const { content } = item;
  const output = isContent(content) ? toToolOutput(content, `${where}.content`, drops) : JSON.stringify(content);
  return { type: 'function_call_output', call_id: callId, output };
}

function isContent(content: unknown): content is ChatContent {
  if (!Array.isArray(content)) return content == null || typeof content === 'string';
  return content.every((part: unknown) => typeof part === 'object' && part !== null && 'type' in part);
}

/** The assistant's words are output, and the upstream wants them as such; marks of a cache are no content. */
function withPartsOf(item: InputItem): InputItem {
  const { content } = item;
  if (item.role === 'assistant' && typeof content === 'string')
    return { ...item, content: [{ type: 'output_text', text: content }] };
  if (!Array.isArray(content) || !content.some(isMarked)) return item;
  return { ...item, content: content.map((part: unknown) => (isMarked(part) ? without(part, cacheMark) : part)) };
}

const cacheMark = 'prompt_cache_breakpoint';

function isMarked(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && cacheMark in part;
}

function withoutForeignMembers(item: InputItem, drops: DropList): InputItem {
  const strange: string[] = foreignMembers.filter((name) => name in item);
  if ('namespace' in item && callTypes.has(item.type ?? '')) strange.push('namespace');
  if (strange.length === 0) return item;
  let kept = item;
  for (const name of strange) {
    if (item[name] != null) drops.add(`input[].${name}`);
    kept = without(kept, name);
  }
  return kept;
}

function without<Value extends Readonly<Record<string, unknown>>>(value: Value, name: string): Value {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)) as Value;
}

/** The words of a system or developer message; `null` when it is something else, or has more than words. */
export function systemTexts(item: InputItem): string[] | null {
  if (item.role !== 'system' && item.role !== 'developer') return null;
  if (item.type != null && item.type !== 'message') return null;
  const { content } = item;
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return null;
  const texts = content.map((part: unknown) =>
    typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? part.text : null,
  );
  return texts.every((text) => text !== null) ? texts : null;
}
