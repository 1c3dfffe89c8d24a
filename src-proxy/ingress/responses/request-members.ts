import { z } from 'zod';

/**
 * What is read of a Responses request (https://platform.openai.com/docs/api-reference/responses/create), and no more; what
 * is not read goes on as it came.
 */
const text = z.string().nullish();
const item = z.looseObject({ type: text, role: text, content: z.unknown().optional() });

export const responsesMembers = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item)]).nullish(),
  messages: z.array(z.unknown()).nullish(),
  instructions: text,
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  background: z.boolean().nullish(),
  include: z.array(z.string()).nullish(),
  truncation: text,
  conversation: z.unknown().optional(),
  previous_response_id: text,
  reasoning: z.looseObject({ effort: text, summary: text }).nullish(),
  reasoning_effort: text,
  reasoningEffort: text,
  reasoningSummary: text,
  thinking: z.unknown().optional(),
  enable_thinking: z.unknown().optional(),
  text: z.looseObject({ format: z.looseObject({ type: text }).nullish() }).nullish(),
  verbosity: text,
  textVerbosity: text,
  tools: z.array(z.looseObject({ type: text })).nullish(),
  service_tier: text,
  prompt_cache_key: text,
  promptCacheKey: text,
});

export type ResponsesMembers = z.output<typeof responsesMembers>;
export type InputItem = z.output<typeof item>;

/** The upstream refuses a request that has one of these; each is dropped and named. */
export const refusedMembers = [
  'max_output_tokens',
  'max_completion_tokens',
  'max_tokens',
  'max_tool_calls',
  'metadata',
  'prompt_cache_retention',
  'prompt_cache_options',
  'safety_identifier',
  'temperature',
  'top_p',
  'top_logprobs',
  'truncation',
  'user',
  'stop',
  'seed',
  'n',
  'logprobs',
  'logit_bias',
  'frequency_penalty',
  'presence_penalty',
  'stream_options',
  'background',
] as const;

/** Values with which such a member says no more than its absence does. */
const neutral: Readonly<Record<string, unknown>> = {
  background: false,
  truncation: 'disabled',
  n: 1,
  logprobs: false,
  top_logprobs: 0,
};

export function saysSomething(name: string, value: unknown): boolean {
  if (value == null || value === neutral[name]) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Other names for a member, which some programs send: read, and not sent on under that name. */
export const aliasMembers = [
  'messages',
  'reasoning_effort',
  'reasoningEffort',
  'reasoningSummary',
  'thinking',
  'enable_thinking',
  'verbosity',
  'textVerbosity',
  'promptCacheKey',
] as const;

export const knownIncludes: ReadonlySet<string> = new Set([
  'code_interpreter_call.outputs',
  'computer_call_output.output.image_url',
  'file_search_call.results',
  'message.input_image.image_url',
  'message.output_text.logprobs',
  'reasoning.encrypted_content',
  'web_search_call.action.sources',
]);
