import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';

import type { ChatError } from '../../translate/upstream-error.ts';

/** Chunks and answers as the official types have them, and what those leave out though clients know it. */
export type FinishReason = NonNullable<ChatCompletionChunk.Choice['finish_reason']>;
export type ServiceTier = NonNullable<ChatCompletion['service_tier']>;
export type Usage = NonNullable<ChatCompletion['usage']>;
export type Annotation = NonNullable<ChatCompletion['choices'][0]['message']['annotations']>[0];
export type ToolCallDelta = ChatCompletionChunk.Choice.Delta.ToolCall;

export interface Delta extends ChatCompletionChunk.Choice.Delta {
  /** What the model thought, in summary; the name that other services gave it. */
  reasoning_content?: string;
  annotations?: Annotation[];
}

export interface ChunkChoice extends ChatCompletionChunk.Choice {
  delta: Delta;
}

/** The service itself sends a null fingerprint for models that have none. */
export interface ChatChunk extends Omit<ChatCompletionChunk, 'system_fingerprint' | 'choices'> {
  system_fingerprint: null;
  choices: ChunkChoice[];
}

interface AnswerMessage extends ChatCompletion.Choice {
  message: ChatCompletion.Choice['message'] & { reasoning_content?: string };
}

export interface ChatAnswerBody extends Omit<ChatCompletion, 'system_fingerprint' | 'choices'> {
  system_fingerprint: null;
  choices: AnswerMessage[];
}

/** What a stream consists of. Each becomes one `data:` line; `[DONE]` is written as it stands. */
export type ChatFrame = ChatChunk | { readonly error: ChatError } | '[DONE]';

/** The frame as it goes over the wire. */
export function writtenFrame(frame: object | '[DONE]'): string {
  return frame === '[DONE]' ? 'data: [DONE]\n\n' : `data: ${JSON.stringify(frame)}\n\n`;
}

const serviceTiers: readonly string[] = [
  'auto',
  'default',
  'flex',
  'scale',
  'priority',
  'fast',
] satisfies ServiceTier[];

/** The tier, when it is one that chat clients know. */
export function knownTier(value: unknown): ServiceTier | null {
  return typeof value === 'string' && serviceTiers.includes(value) ? (value as ServiceTier) : null;
}
