import type { Response } from 'openai/resources/responses/responses';

import type { ResponsesRequest } from './from-responses-schema.ts';

/** What a response repeats of its request. */
export type ResponseEcho = Pick<
  Response,
  'instructions' | 'metadata' | 'parallel_tool_calls' | 'temperature' | 'tool_choice' | 'tools' | 'top_p'
>;

/** Repeated as the client said it, where it said something; else what the API takes for granted. */
export function toResponseEcho(request: ResponsesRequest): ResponseEcho {
  return {
    instructions: request.instructions ?? null,
    metadata: (request['metadata'] ?? null) as ResponseEcho['metadata'],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    temperature: request.temperature ?? null,
    tool_choice: (request.tool_choice ?? 'auto') as ResponseEcho['tool_choice'],
    tools: (request.tools ?? []) as unknown as ResponseEcho['tools'],
    top_p: request.top_p ?? null,
  };
}
