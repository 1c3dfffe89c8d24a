import type { ChatCompletionChunk } from 'openai/resources/chat/completions';

import type { ProducedEvent } from './produced-event.ts';
import { ResponsesStream } from './responses-stream.ts';

/** Chat streams of other services, chunk by chunk, and what a Responses client is sent for them. */
export const echo = {
  instructions: null,
  metadata: null,
  parallel_tool_calls: true,
  temperature: null,
  tool_choice: 'auto',
  tools: [],
  top_p: null,
} as const;

export function run(chunks: readonly unknown[], customTools: readonly string[] = []) {
  const events: ProducedEvent[] = [];
  let made = 0;
  const stream = new ResponsesStream({
    id: 'resp_1',
    createdAtSeconds: 7,
    model: 'asked-for',
    echo: { ...echo, tools: [] },
    customTools: new Set(customTools),
    newId: (prefix) => `${prefix}_${(made += 1)}`,
    emit: (event) => events.push(event),
  });
  for (const chunk of chunks) stream.push(chunk);
  stream.end();
  return { events, stream, types: events.map((event) => event.type) };
}

export type Delta = ChatCompletionChunk.Choice.Delta & { reasoning_content?: string };

export const chunk = (delta: Delta, finish_reason: ChatCompletionChunk.Choice['finish_reason'] = null) =>
  ({
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'deep-1',
    choices: [{ index: 0, delta, finish_reason }],
  }) satisfies ChatCompletionChunk;
export const end = (reason: ChatCompletionChunk.Choice['finish_reason'] = 'stop') => chunk({}, reason);
export const usageChunk = (usage: object) => ({ ...chunk({}), choices: [], usage });
export const call = (index: number, more: object) => chunk({ tool_calls: [{ index, ...more }] });
