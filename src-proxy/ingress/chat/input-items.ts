import { CallLedger, fittingCallId, type OpenCall } from './call-ledger.ts';
import { malformed } from '../../translate/chat-refusals.ts';
import { messageMembers, type ChatMessage } from './chat-request-schema.ts';
import { onlyTexts, toAssistantParts, toInputPart, toToolOutput } from './content-parts.ts';
import type { DropList } from '../../translate/drop-list.ts';
import type { InputItem } from './responses-body.ts';

/** What an unanswered call gets for an output: the word that the Codex CLI uses for the same. */
const abortedOutput = 'aborted';

const readMembers: Readonly<Record<ChatMessage['role'], ReadonlySet<string>>> = {
  system: new Set(['role', 'content']),
  developer: new Set(['role', 'content']),
  user: new Set(['role', 'content']),
  assistant: new Set([...messageMembers].filter((name) => name !== 'name' && name !== 'tool_call_id')),
  tool: new Set(['role', 'content', 'tool_call_id', 'toolCallId', 'call_id']),
  function: new Set(['role', 'content', 'name']),
};

export interface InputOptions {
  /** Names declared as custom tools: calls of them take text, in whatever envelope the client keeps them. */
  readonly customTools: ReadonlySet<string>;
  /** JSON mode wants the word "json" in the input, so there the first system messages stay where they are. */
  readonly keepSystemInInput: boolean;
  readonly drops: DropList;
}

/**
 * Messages → instructions and input items. System messages at the head become instructions; later ones stay in their
 * place as developer messages, so that neither order nor the prompt's cached beginning changes.
 */
export function toInput(
  messages: readonly ChatMessage[],
  options: InputOptions,
): { instructions: string; input: InputItem[] } {
  const history = new History(options);
  const instructions: string[] = [];
  let atHead = !options.keepSystemInInput;
  for (const [index, message] of messages.entries()) {
    options.drops.addUnknown(message, readMembers[message.role], 'messages[].');
    const isSystem = message.role === 'system' || message.role === 'developer';
    atHead &&= isSystem;
    if (atHead) instructions.push(...onlyTexts(message.content, `messages[${index}].content`, options.drops));
    else history.add(message, index);
  }
  const input = history.items();
  // A request needs some input; system messages alone are given as it.
  if (input.length === 0 && instructions.length > 0) return { instructions: '', input: [developerItem(instructions)] };
  return { instructions: instructions.join('\n'), input };
}

function developerItem(texts: readonly string[]): InputItem {
  return { type: 'message', role: 'developer', content: texts.map((text) => ({ type: 'input_text', text })) };
}

class History {
  readonly #options: InputOptions;
  readonly #ledger = new CallLedger();
  readonly #items: { readonly item: InputItem; readonly call?: OpenCall }[] = [];

  constructor(options: InputOptions) {
    this.#options = options;
  }

  add(message: ChatMessage, index: number): void {
    const where = `messages[${index}]`;
    switch (message.role) {
      case 'system':
      case 'developer': {
        const texts = onlyTexts(message.content, `${where}.content`, this.#options.drops);
        if (texts.length > 0) this.#items.push({ item: developerItem(texts) });
        return;
      }
      case 'user':
        return this.#addUser(message, where);
      case 'assistant':
        return this.#addAssistant(message, index);
      case 'tool':
      case 'function':
        return this.#addOutput(message, where);
    }
  }

  /** Calls that nobody answered get an output of our own, and are named. */
  items(): InputItem[] {
    const { unanswered } = this.#ledger;
    return this.#items.flatMap(({ item, call }) => {
      if (call === undefined || !unanswered.has(call)) return [item];
      this.#options.drops.add(call.where);
      return [item, outputItem(call, abortedOutput)];
    });
  }

  #addUser(message: ChatMessage, where: string): void {
    const { content } = message;
    const { drops } = this.#options;
    if (content == null)
      throw malformed(`${where}.content`, `\`${where}.content\` must be a string or a list of parts.`);
    const parts =
      typeof content === 'string'
        ? [{ type: 'input_text' as const, text: content }]
        : content.map((part, at) => toInputPart(part, `${where}.content[${at}]`, drops));
    if (parts.length === 0) return drops.add(where);
    this.#items.push({ item: { type: 'message', role: 'user', content: parts } });
  }

  #addAssistant(message: ChatMessage, index: number): void {
    const where = `messages[${index}]`;
    const parts = toAssistantParts(message.content, `${where}.content`, this.#options.drops);
    if (message.refusal != null && message.refusal !== '') parts.push({ type: 'refusal', refusal: message.refusal });
    if (parts.length > 0) this.#items.push({ item: { type: 'message', role: 'assistant', content: parts } });
    for (const [at, call] of (message.tool_calls ?? []).entries()) {
      const id = call.id == null || call.id === '' ? `call_missing_${index}_${at}` : fittingCallId(call.id);
      const place = `${where}.tool_calls[${at}]`;
      if (call.custom != null) {
        this.#addCall({ id, name: call.custom.name, kind: 'custom', where: place }, call.custom.input ?? '');
      } else if (call.function != null) this.#addFunction(id, call.function, place);
      else throw malformed(place, 'A tool call needs `function` or `custom` with a name.');
    }
    const legacy = message.function_call;
    if (legacy != null) this.#addFunction(`call_missing_${index}_0`, legacy, `${where}.function_call`);
  }

  #addFunction(id: string, { name, arguments: given }: { name: string; arguments?: unknown }, where: string): void {
    const kind = this.#options.customTools.has(name) ? 'custom' : 'function';
    const written = typeof given === 'string' ? given : given == null ? '' : JSON.stringify(given);
    this.#addCall({ id, name, kind, where }, written === '' && kind === 'function' ? '{}' : written);
  }

  #addCall(call: OpenCall, argument: string): void {
    const { id, name, kind } = call;
    this.#ledger.open(call);
    const item: InputItem =
      kind === 'custom'
        ? { type: 'custom_tool_call', call_id: id, name, input: argument }
        : { type: 'function_call', call_id: id, name, arguments: argument };
    this.#items.push({ item, call });
  }

  #addOutput(message: ChatMessage, where: string): void {
    const given = message.tool_call_id ?? message['toolCallId'] ?? message['call_id'];
    const id = typeof given === 'string' && given !== '' ? fittingCallId(given) : null;
    const call = this.#ledger.close(id, message.role === 'function' ? (message.name ?? null) : null);
    if (call === null) return this.#options.drops.add(where);
    const output = toToolOutput(message.content, `${where}.content`, this.#options.drops);
    this.#items.push({ item: outputItem(call, output) });
  }
}

function outputItem(call: OpenCall, output: ReturnType<typeof toToolOutput>): InputItem {
  return call.kind === 'custom'
    ? { type: 'custom_tool_call_output', call_id: call.id, output }
    : { type: 'function_call_output', call_id: call.id, output };
}
