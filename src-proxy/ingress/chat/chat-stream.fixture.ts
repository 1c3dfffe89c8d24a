import type { ChatChunk, ChatFrame } from './chat-chunk.ts';
import { ChatStream, type ChatStreamOptions } from './chat-stream.ts';
import type { ResponseEvent } from '../../translate/response-event.ts';
import { event } from './upstream-answer.fixture.ts';

/** Streams of the upstream, event by event, and what a chat client is sent for them. */
export interface Streamed {
  readonly frames: ChatFrame[];
  readonly stream: ChatStream;
}

export function stream(events: readonly ResponseEvent[], options: Partial<ChatStreamOptions> = {}): Streamed {
  const frames: ChatFrame[] = [];
  const running = new ChatStream({
    includeUsage: false,
    callForm: 'tools',
    fallback: { id: 'req-1', createdAtSeconds: 5, model: 'asked-for' },
    emit: (frame) => frames.push(frame),
    ...options,
  });
  for (const one of events) running.push(one);
  running.end();
  return { frames, stream: running };
}

export const isChunk = (frame: ChatFrame): frame is ChatChunk => frame !== '[DONE]' && !('error' in frame);
export const deltas = (frames: readonly ChatFrame[]) =>
  frames.filter(isChunk).flatMap((frame) => frame.choices.map((choice) => choice.delta));
export const lastReason = (frames: readonly ChatFrame[]) => frames.filter(isChunk).at(-1)?.choices[0]?.finish_reason;
export const errorOf = (frames: readonly ChatFrame[]) =>
  frames.flatMap((frame) => (frame !== '[DONE]' && 'error' in frame ? [frame.error] : []))[0];

export const place = { item_id: 'm', output_index: 0, content_index: 0 };
export const textDelta = (delta: string, more: object = {}) =>
  event('response.output_text.delta', { ...place, delta, ...more });
export const callAdded = (output_index: number, name: string, type = 'function_call') =>
  event('response.output_item.added', {
    output_index,
    item: { id: `i${output_index}`, type, call_id: `c${output_index}`, name, arguments: '', status: 'in_progress' },
  });
export const argumentDelta = (output_index: number, delta: string) =>
  event('response.function_call_arguments.delta', { item_id: `i${output_index}`, output_index, delta });
export const argumentDone = (output_index: number, whole: string) =>
  event('response.function_call_arguments.done', { item_id: `i${output_index}`, output_index, arguments: whole });
export const callDone = (output_index: number, name: string, whole: string, more: object = {}) =>
  event('response.output_item.done', {
    output_index,
    item: {
      id: `i${output_index}`,
      type: 'function_call',
      call_id: `c${output_index}`,
      name,
      arguments: whole,
      status: 'completed',
      ...more,
    },
  });
