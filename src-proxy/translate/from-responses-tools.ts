import type { ChatCompletionFunctionTool, ChatCompletionToolChoiceOption } from 'openai/resources/chat/completions';

import { malformed, unsupported } from './chat-refusals.ts';
import type { DropList } from './drop-list.ts';
import type { ResponsesRequest } from './from-responses-schema.ts';
import { looseAt, stringOr, type Loose } from './response-event.ts';

const toolMembers = new Set(['type', 'name', 'description', 'parameters', 'strict', 'format']);

export interface ChatToolPlan {
  readonly tools: ChatCompletionFunctionTool[] | undefined;
  readonly toolChoice: ChatCompletionToolChoiceOption | undefined;
  /** Tools that take free text. To the service they are functions of one argument; the client must not notice. */
  readonly customTools: ReadonlySet<string>;
}

/**
 * Tools, Responses → chat. Services that speak chat know functions and nothing else: a custom tool becomes a function
 * of one text, a tool of the upstream's own is dropped and named, unless the client insists on it.
 */
export function toChatTools(request: ResponsesRequest, drops: DropList): ChatToolPlan {
  const customTools = new Set<string>();
  const tools: ChatCompletionFunctionTool[] = [];
  for (const [index, tool] of (request.tools ?? []).entries()) {
    const where = `tools[${index}]`;
    if (tool.type === 'function' || tool.type === 'custom') drops.addUnknown(tool, toolMembers, 'tools[].');
    if (tool.type === 'function') tools.push(toChatFunction(tool, where));
    else if (tool.type === 'custom') {
      customTools.add(nameOf(tool, where));
      tools.push(customAsFunction(tool, where));
    } else drops.add(where);
  }
  const toolChoice = toChatChoice(request.tool_choice);
  // A list of which nothing is left is no list: services refuse an empty one that comes with a choice.
  const isLeft = tools.length > 0 || request.tools?.length === 0;
  if (isLeft) return { tools, toolChoice, customTools };
  if (toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none') {
    throw unsupported('tool_choice', "None of these tools is known to this model's service.");
  }
  return { tools: undefined, toolChoice: undefined, customTools };
}

function nameOf(tool: Loose, where: string): string {
  const { name } = tool;
  if (typeof name === 'string' && name !== '') return name;
  throw malformed(`${where}.name`, `\`${where}\` needs a name.`);
}

function toChatFunction(tool: Loose, where: string): ChatCompletionFunctionTool {
  const { description, parameters, strict } = tool;
  return {
    type: 'function',
    function: {
      name: nameOf(tool, where),
      ...(typeof description === 'string' ? { description } : {}),
      ...(parameters == null ? {} : { parameters: parameters as Record<string, unknown> }),
      ...(typeof strict === 'boolean' ? { strict } : {}),
    },
  };
}

/** A grammar cannot be enforced there; the model is told of it. */
function customAsFunction(tool: Loose, where: string): ChatCompletionFunctionTool {
  const { syntax, definition } = looseAt(tool['format']);
  const description = [
    stringOr(tool['description'], ''),
    typeof definition === 'string' ? `The input must match this ${stringOr(syntax, '')} grammar:\n${definition}` : '',
  ].filter((text) => text !== '');
  return {
    type: 'function',
    function: {
      name: nameOf(tool, where),
      ...(description.length === 0 ? {} : { description: description.join('\n\n') }),
      parameters: {
        type: 'object',
        properties: { input: { type: 'string', description: 'The whole input, as plain text.' } },
        required: ['input'],
        additionalProperties: false,
      },
    },
  };
}

function toChatChoice(choice: unknown): ChatCompletionToolChoiceOption | undefined {
  if (choice == null) return undefined;
  if (choice === 'none' || choice === 'auto' || choice === 'required') return choice;
  const { type, mode, tools } = looseAt(choice);
  if (type === 'function' || type === 'custom') {
    return { type: 'function', function: { name: nameOf(looseAt(choice), 'tool_choice') } };
  }
  if (type === 'allowed_tools' && (mode === 'auto' || mode === 'required') && Array.isArray(tools)) {
    const named = tools.map((tool: unknown, index) => ({
      type: 'function',
      function: { name: nameOf(looseAt(tool), `tool_choice.tools[${index}]`) },
    }));
    return { type: 'allowed_tools', allowed_tools: { mode, tools: named } };
  }
  throw unsupported('tool_choice', "This model's service can be made to use functions only.");
}
