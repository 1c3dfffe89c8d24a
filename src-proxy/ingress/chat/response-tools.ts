import type { CustomTool, FunctionTool, Tool, WebSearchTool } from 'openai/resources/responses/responses';

import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import type { ChatRequest } from './chat-request-schema.ts';
import type { DropList } from '../../translate/drop-list.ts';
import type { ResponsesBody } from './responses-body.ts';
import type { CallForm } from './stream-calls.ts';

/** Tools and the choice among them, chat → Responses. */
type ToolChoice = NonNullable<ResponsesBody['tool_choice']>;

export interface ToolPlan {
  /** `undefined` when the client gave no list; an empty list stays one. */
  readonly tools: Tool[] | undefined;
  readonly toolChoice: ToolChoice | undefined;
  readonly customTools: ReadonlySet<string>;
  /** How the client reads calls, told from how it declared its tools. */
  readonly callForm: CallForm;
}

type Loose = Readonly<Record<string, unknown>>;

function record(value: unknown): Loose | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : null;
}

/** @throws Refusal */
export function toToolPlan(request: ChatRequest, drops: DropList): ToolPlan {
  const isLegacy = request.functions != null;
  if (isLegacy && request.tools != null) {
    throw malformed('functions', 'Give `tools` or the older `functions`, not both.');
  }
  const given = request.tools ?? request.functions?.map((declared) => ({ type: 'function', function: declared }));
  const list = isLegacy ? 'functions' : 'tools';
  const tools = given?.map((tool, index) => toTool(tool, `${list}[${index}]`, drops));
  const search = request.web_search_options;
  const all = search == null ? tools : [...(tools ?? []), toWebSearch(search)];
  const custom = all?.filter((tool) => tool.type === 'custom') ?? [];
  return {
    tools: all,
    toolChoice: toToolChoice(request.tool_choice) ?? toLegacyChoice(request.function_call),
    customTools: new Set(custom.map((tool) => tool.name)),
    // A custom tool in the Responses form comes from Cursor, which reads calls as functions only.
    callForm: isLegacy ? 'functions' : hasFlatCustom(request) ? 'functions-only' : 'tools',
  };
}

function hasFlatCustom({ tools }: ChatRequest): boolean {
  return tools?.some((tool) => tool.type === 'custom' && !('custom' in tool)) === true;
}

const functionMembers = new Set(['type', 'function', 'name', 'description', 'parameters', 'strict']);
const customMembers = new Set(['type', 'custom', 'name', 'description', 'format']);

function toTool(tool: Loose, where: string, drops: DropList): Tool {
  const type = tool['type'] ?? 'function';
  if (type === 'function' || type === 'custom') {
    const declared = record(tool[type]);
    const members = type === 'function' ? functionMembers : customMembers;
    drops.addUnknown(tool, members, 'tools[].');
    if (declared !== null) drops.addUnknown(declared, members, `tools[].${type}.`);
    return type === 'function' ? toFunction(declared ?? tool, where) : toCustom(declared ?? tool, where);
  }
  if (type === 'web_search' || type === 'web_search_preview') return { ...tool, type: 'web_search' };
  throw unsupported(where, `Unsupported tool type in \`${where}\`. Functions, custom tools and web_search are served.`);
}

function nameOf(declared: Loose, where: string): string {
  const { name } = declared;
  if (typeof name === 'string' && name !== '') return name;
  throw malformed(`${where}.name`, `\`${where}\` needs a name.`);
}

function describe(declared: Loose): { description?: string } {
  return typeof declared['description'] === 'string' ? { description: declared['description'] } : {};
}

/** A chat function is not strict and has no parameters unless it says so; the Responses API assumes the opposite. */
function toFunction(declared: Loose, where: string): FunctionTool {
  const parameters = record(declared['parameters']);
  if (parameters === null && declared['parameters'] != null) {
    throw malformed(`${where}.function.parameters`, 'Parameters must be a JSON schema object.');
  }
  return {
    type: 'function',
    name: nameOf(declared, where),
    ...describe(declared),
    parameters: parameters ?? { type: 'object', properties: {}, additionalProperties: false },
    strict: declared['strict'] === true,
  };
}

function toCustom(declared: Loose, where: string): CustomTool {
  const format = record(declared['format']);
  const tool: CustomTool = { type: 'custom', name: nameOf(declared, where), ...describe(declared) };
  if (format === null) return tool;
  if (format['type'] === 'text') return { ...tool, format: { type: 'text' } };
  const grammar = record(format['grammar']) ?? format;
  const { syntax, definition } = grammar;
  if (format['type'] !== 'grammar' || (syntax !== 'lark' && syntax !== 'regex') || typeof definition !== 'string') {
    throw malformed(
      `${where}.custom.format`,
      'A format is text, or a grammar with `syntax` lark or regex and `definition`.',
    );
  }
  return { ...tool, format: { type: 'grammar', syntax, definition } };
}

function toWebSearch(options: NonNullable<ChatRequest['web_search_options']>): WebSearchTool {
  const stated = options.search_context_size;
  const size = (['low', 'medium', 'high'] as const).find((name) => name === stated);
  if (stated != null && size === undefined) {
    throw malformed('web_search_options.search_context_size', '`search_context_size` is low, medium or high.');
  }
  const place = record(record(options['user_location'])?.['approximate']);
  return {
    type: 'web_search',
    ...(size === undefined ? {} : { search_context_size: size }),
    ...(place === null ? {} : { user_location: { type: 'approximate', ...place } }),
  };
}

function toToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice == null) return undefined;
  if (choice === 'none' || choice === 'auto' || choice === 'required') return choice;
  const given = record(choice);
  switch (given?.['type']) {
    case 'function':
    case 'custom':
      return toNamed(given, 'tool_choice');
    case 'allowed_tools': {
      const allowed = record(given['allowed_tools']) ?? given;
      const { mode, tools } = allowed;
      if ((mode !== 'auto' && mode !== 'required') || !Array.isArray(tools)) break;
      const named = tools.map((tool: unknown, index) => toNamed(record(tool) ?? {}, `tool_choice.tools[${index}]`));
      return { type: 'allowed_tools', mode, tools: named.map((tool) => ({ ...tool })) };
    }
    case 'web_search':
    case 'web_search_preview':
      return { type: 'web_search' };
  }
  throw malformed('tool_choice', '`tool_choice` is none, auto, required, or names one of the tools.');
}

function toNamed(choice: Loose, where: string): { type: 'function' | 'custom'; name: string } {
  const type = choice['type'] === 'custom' ? 'custom' : 'function';
  return { type, name: nameOf(record(choice[type]) ?? choice, where) };
}

function toLegacyChoice(choice: unknown): ToolChoice | undefined {
  if (choice == null) return undefined;
  if (choice === 'none' || choice === 'auto') return choice;
  const { name } = record(choice) ?? {};
  if (typeof name === 'string' && name !== '') return { type: 'function', name };
  throw malformed('function_call', '`function_call` is none, auto, or names one of the functions.');
}
