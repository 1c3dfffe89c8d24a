import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionContentPartRefusal,
  ChatCompletionContentPartText,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';

import { malformed, unsupported } from './chat-refusals.ts';
import type { DropList } from './drop-list.ts';
import type { ResponsesItem } from './from-responses-schema.ts';
import { listAt, looseAt, stringOr, type Loose } from './response-event.ts';

/** Items that only the service which made them can read or needs; the conversation is whole without them. */
const passingItems = new Set(['reasoning', 'web_search_call', 'file_search_call', 'image_generation_call']);

/** Input items → messages. What the assistant says and the calls that follow are one message in a chat. */
export function toMessages(
  input: string | readonly ResponsesItem[],
  instructions: string | null,
  drops: DropList,
): ChatCompletionMessageParam[] {
  const history = new MessageList(drops);
  if (instructions !== null && instructions !== '') history.push({ role: 'system', content: instructions });
  if (typeof input === 'string') history.push({ role: 'user', content: input });
  else for (const [index, item] of input.entries()) history.addItem(item, `input[${index}]`);
  return history.messages;
}

class MessageList {
  readonly messages: ChatCompletionMessageParam[] = [];
  readonly #drops: DropList;
  /** The assistant's message that further calls belong to. */
  #open: ChatCompletionAssistantMessageParam | null = null;

  constructor(drops: DropList) {
    this.#drops = drops;
  }

  push(message: ChatCompletionMessageParam): void {
    this.#open = message.role === 'assistant' ? message : null;
    this.messages.push(message);
  }

  addItem(item: ResponsesItem, where: string): void {
    const type = item.type ?? 'message';
    switch (type) {
      case 'message':
        return this.#addMessage(item, where);
      case 'function_call':
        return this.#addCall(item, stringOr(item['arguments'], '{}'), where);
      case 'custom_tool_call':
        return this.#addCall(item, wrappedInput(stringOr(item['input'], '')), where);
      case 'function_call_output':
      case 'custom_tool_call_output':
        return this.push({
          role: 'tool',
          tool_call_id: requiredText(item, 'call_id', where),
          content: this.#outputOf(item['output'], where),
        });
      default:
        if (!passingItems.has(type)) throw unsupported(where, `This model's service cannot take \`${where}\`.`);
        this.#drops.add(where);
    }
  }

  #addMessage(item: ResponsesItem, where: string): void {
    const { role } = item;
    const content = item['content'];
    const parts = typeof content === 'string' ? [{ type: 'input_text', text: content }] : listAt(content).map(looseAt);
    if (role === 'assistant') {
      const said = parts.map((part, index) => assistantPart(part, `${where}.content[${index}]`));
      const texts = said.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      return this.push({ role, content: texts.length === said.length ? texts.join('') : said });
    }
    const own = parts.map((part, index) => userPart(part, `${where}.content[${index}]`));
    const texts = own.filter((part) => part.type === 'text');
    const isPlain = texts.length === own.length;
    const plain = texts.length === 1 ? (texts[0]?.text ?? '') : texts;
    if (role === 'user') return this.push({ role, content: isPlain ? plain : own });
    if (role !== 'system' && role !== 'developer') throw malformed(`${where}.role`, 'This role is not known.');
    if (!isPlain) throw unsupported(`${where}.content`, 'System messages can hold text only.');
    // Not every service knows "developer"; all know its older name.
    this.push({ role: 'system', content: plain });
  }

  #addCall(item: ResponsesItem, argument: string, where: string): void {
    const call: ChatCompletionMessageFunctionToolCall = {
      id: requiredText(item, 'call_id', where),
      type: 'function',
      function: { name: requiredText(item, 'name', where), arguments: argument },
    };
    if (this.#open === null) this.push({ role: 'assistant', content: null, tool_calls: [call] });
    else (this.#open.tool_calls ??= []).push(call);
  }

  /** Chat tools answer in text; an image in an answer is named as dropped. */
  #outputOf(output: unknown, where: string): string {
    if (typeof output === 'string') return output;
    const texts: string[] = [];
    for (const [index, value] of listAt(output).entries()) {
      const { text } = looseAt(value);
      if (typeof text === 'string') texts.push(text);
      else this.#drops.add(`${where}.output[${index}]`);
    }
    return texts.join('');
  }
}

/** Free text as the one argument of the function that stands for a custom tool. */
export function wrappedInput(input: string): string {
  return JSON.stringify({ input });
}

function requiredText(item: Loose, name: string, where: string): string {
  const value = item[name];
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(`${where}.${name}`, `\`${where}.${name}\` must be a string.`);
}

function assistantPart(part: Loose, where: string): ChatCompletionContentPartText | ChatCompletionContentPartRefusal {
  const { type, text, refusal } = part;
  if (type === 'refusal' && typeof refusal === 'string') return { type, refusal };
  if (typeof text === 'string') return { type: 'text', text };
  throw unsupported(where, 'The assistant can say text only.');
}

const details = ['auto', 'low', 'high', 'original'] as const;

function userPart(part: Loose, where: string): ChatCompletionContentPart {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: requiredTextOrEmpty(part, where) };
    case 'input_image': {
      const url = part['image_url'];
      if (typeof url !== 'string') throw unsupported(where, 'An image must be given by address or as a data URL.');
      const detail = details.find((name) => name === part['detail']);
      return { type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } };
    }
    case 'input_file': {
      const { file_data: data, file_id: id, filename } = part;
      if (typeof data !== 'string' && typeof id !== 'string') {
        throw unsupported(where, 'A file must be given as `file_data` or `file_id`.');
      }
      return {
        type: 'file',
        file: {
          ...(typeof data === 'string' ? { file_data: data } : {}),
          ...(typeof id === 'string' ? { file_id: id } : {}),
          ...(typeof filename === 'string' ? { filename } : {}),
        },
      };
    }
    default:
      throw unsupported(where, "This kind of content is not known to this model's service.");
  }
}

function requiredTextOrEmpty(part: Loose, where: string): string {
  if (typeof part['text'] === 'string') return part['text'];
  throw malformed(`${where}.text`, `\`${where}.text\` must be a string.`);
}
