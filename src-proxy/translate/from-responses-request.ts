import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';

import { malformed, unsupported } from './chat-refusals.ts';
import { parseRequest } from './parse-request.ts';
import { DropList } from './drop-list.ts';
import { toMessages } from './from-responses-items.ts';
import { toResponseEcho, type ResponseEcho } from './response-echo.ts';
import { responsesRequestSchema, type ResponsesRequest } from './from-responses-schema.ts';
import { toChatTools } from './from-responses-tools.ts';

export interface TranslatedResponsesRequest {
  readonly body: ChatCompletionCreateParamsStreaming;
  /** What the service cannot do, by name; for the response header `x-evenkeel-dropped`. */
  readonly dropped: readonly string[];
  readonly model: string;
  readonly stream: boolean;
  /** For `ResponsesStream`, which gives the calls of these back as they were meant. */
  readonly customTools: ReadonlySet<string>;
  readonly echo: ResponseEcho;
}

const readMembers: ReadonlySet<string> = new Set(Object.keys(responsesRequestSchema.shape));

const textMembers = new Set(['format', 'verbosity']);
const reasoningMembers = new Set(['effort', 'summary']);

/** Members that ask for what needs a memory at the service, and what to do instead. */
const statefulMembers = {
  previous_response_id: 'Earlier answers are not kept there. Send the whole conversation as `input`.',
  conversation: 'Conversations are not kept there. Send the whole conversation as `input`.',
  prompt: 'Stored prompts are not known there. Send the text.',
} as const;

/**
 * Responses → chat completions, for services that speak nothing else. Always streamed, always with usage: the answer is
 * collected here where the client does not stream.
 *
 * @throws Refusal
 */
export function toChatRequest(responsesBody: unknown): TranslatedResponsesRequest {
  const request = parseRequest(responsesRequestSchema, responsesBody);
  for (const [name, sentence] of Object.entries(statefulMembers)) {
    if (request[name] != null) throw unsupported(name, sentence);
  }
  if (request.background === true) throw unsupported('background', 'Only answers in the foreground can be given.');
  const drops = new DropList();
  drops.addUnknown(request, readMembers);
  if (request.store === true) drops.add('store');
  const plan = toChatTools(request, drops);
  const messages = toMessages(request.input, request.instructions ?? null, drops);
  if (messages.length === 0) throw malformed('input', '`input` must hold something to answer.');
  const body: ChatCompletionCreateParamsStreaming = {
    model: request.model,
    messages,
    ...(plan.tools === undefined ? {} : { tools: plan.tools }),
    ...(plan.toolChoice === undefined ? {} : { tool_choice: plan.toolChoice }),
    ...(request.parallel_tool_calls == null ? {} : { parallel_tool_calls: request.parallel_tool_calls }),
    ...textOptions(request, drops),
    ...reasoningOptions(request, drops),
    // The older name: every such service knows it.
    ...(request.max_output_tokens == null ? {} : { max_tokens: request.max_output_tokens }),
    ...(request.temperature == null ? {} : { temperature: request.temperature }),
    ...(request.top_p == null ? {} : { top_p: request.top_p }),
    ...(request.user == null ? {} : { user: request.user }),
    stream: true,
    stream_options: { include_usage: true },
  };
  return {
    body,
    dropped: drops.names(),
    model: request.model,
    stream: request.stream === true,
    customTools: plan.customTools,
    echo: toResponseEcho(request),
  };
}

function textOptions({ text }: ResponsesRequest, drops: DropList): Partial<ChatCompletionCreateParamsStreaming> {
  const { format, verbosity } = text ?? {};
  if (text != null) drops.addUnknown(text, textMembers, 'text.');
  const level = (['low', 'medium', 'high'] as const).find((name) => name === verbosity);
  return {
    ...(level === undefined ? {} : { verbosity: level }),
    ...(format == null ? {} : { response_format: responseFormat(format) }),
  };
}

type ResponseFormat = NonNullable<ChatCompletionCreateParamsStreaming['response_format']>;

function responseFormat(format: { readonly [name: string]: unknown; type: string }): ResponseFormat {
  if (format.type === 'text' || format.type === 'json_object') return { type: format.type };
  const { name, schema, strict, description } = format;
  if (format.type !== 'json_schema' || typeof name !== 'string' || typeof schema !== 'object' || schema === null) {
    throw malformed('text.format', 'A format is text, json_object, or json_schema with `name` and `schema`.');
  }
  return {
    type: 'json_schema',
    json_schema: {
      name,
      schema: schema as Record<string, unknown>,
      ...(typeof strict === 'boolean' ? { strict } : {}),
      ...(typeof description === 'string' ? { description } : {}),
    },
  };
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

function reasoningOptions(
  { reasoning }: ResponsesRequest,
  drops: DropList,
): Partial<ChatCompletionCreateParamsStreaming> {
  const { effort, summary } = reasoning ?? {};
  if (reasoning != null) drops.addUnknown(reasoning, reasoningMembers, 'reasoning.');
  if (summary != null) drops.add('reasoning.summary');
  if (effort == null) return {};
  const known = efforts.find((level) => level === effort);
  if (known === undefined) throw malformed('reasoning.effort', `\`reasoning.effort\` is ${efforts.join(', ')}.`);
  return { reasoning_effort: known };
}
