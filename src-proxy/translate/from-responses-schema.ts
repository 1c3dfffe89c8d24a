import { z } from 'zod';

/** What is read of a Responses request that goes to a service which speaks chat completions only. */
const item = z.looseObject({ type: z.string().nullish(), role: z.string().nullish() });
const flag = z.boolean().nullish();
const number = z.number().nullish();

export const responsesRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item)]),
  instructions: z.string().nullish(),
  stream: flag,
  store: flag,
  background: flag,
  previous_response_id: z.string().nullish(),
  conversation: z.unknown().optional(),
  prompt: z.unknown().optional(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: flag,
  text: z
    .looseObject({ format: z.looseObject({ type: z.string() }).nullish(), verbosity: z.string().nullish() })
    .nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish(), summary: z.unknown().optional() }).nullish(),
  max_output_tokens: number,
  temperature: number,
  top_p: number,
  user: z.string().nullish(),
});

export type ResponsesRequest = z.output<typeof responsesRequestSchema>;
export type ResponsesItem = z.output<typeof item>;
