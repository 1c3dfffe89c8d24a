import { z } from 'zod';

/**
 * What is read of a chat completions request (https://platform.openai.com/docs/api-reference/chat/create), and no more:
 * members that are not read are not judged, they are named as dropped.
 */
const part = z.looseObject({ type: z.string() });
const content = z.union([z.string(), z.array(part)]).nullish();

const functionCall = z.looseObject({ name: z.string().min(1), arguments: z.unknown().optional() });

const toolCall = z.looseObject({
  id: z.string().nullish(),
  type: z.string().nullish(),
  function: functionCall.nullish(),
  custom: z.looseObject({ name: z.string().min(1), input: z.string().nullish() }).nullish(),
});

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content,
  name: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
  function_call: functionCall.nullish(),
  tool_call_id: z.string().nullish(),
});

const flag = z.boolean().nullish();
const text = z.string().nullish();

export const chatRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: flag,
  stream_options: z.looseObject({ include_usage: flag, include_obfuscation: flag }).nullish(),
  n: z.number().nullish(),
  tools: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  tool_choice: z.unknown().optional(),
  functions: z.array(z.looseObject({ name: z.string().min(1) })).nullish(),
  function_call: z.unknown().optional(),
  parallel_tool_calls: flag,
  response_format: z.looseObject({ type: z.string() }).nullish(),
  text: z
    .looseObject({ format: z.looseObject({ type: z.string() }).nullish(), verbosity: z.string().nullish() })
    .nullish(),
  verbosity: text,
  textVerbosity: text,
  reasoning_effort: text,
  reasoningEffort: text,
  reasoning_summary: text,
  reasoningSummary: text,
  reasoning: z.looseObject({ effort: text, summary: text }).nullish(),
  thinking: z.unknown().optional(),
  enable_thinking: z.unknown().optional(),
  service_tier: text,
  prompt_cache_key: text,
  promptCacheKey: text,
  modalities: z.array(z.string()).nullish(),
  audio: z.unknown().optional(),
  web_search_options: z.looseObject({ search_context_size: z.string().nullish() }).nullish(),
});

export type ChatRequest = z.output<typeof chatRequestSchema>;
export type ChatMessage = z.output<typeof message>;
export type ChatToolCall = z.output<typeof toolCall>;
export type ChatPart = z.output<typeof part>;
export type ChatContent = z.output<typeof content>;

/** Members of a message that are read, whatever its role. */
export const messageMembers: ReadonlySet<string> = new Set(Object.keys(message.shape));

/** True for a body in the form of the Responses API, which some clients post to the chat address. */
export function isResponsesBody(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'input' in body && !('messages' in body);
}
