import type { Completion, CompletionChoice } from 'openai/resources/completions';
import { z } from 'zod';

import type { ChatAnswerBody, ChatChunk, ChatFrame, FinishReason } from './chat-chunk.ts';
import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import { parseRequest } from '../../translate/parse-request.ts';
import { toResponsesRequest, type TranslatedRequest } from './to-responses-request.ts';
import type { ChatError } from '../../translate/upstream-error.ts';

/**
 * The older completions API (https://platform.openai.com/docs/api-reference/completions): one prompt, one text. It is
 * asked and answered as a chat of one message.
 */
const completionRequestSchema = z.looseObject({
  prompt: z.unknown().optional(),
  best_of: z.number().nullish(),
  echo: z.boolean().nullish(),
  suffix: z.string().nullish(),
});

const chatOnlyMembers = ['messages', 'tools', 'functions', 'web_search_options'] as const;

/** @throws Refusal */
export function completionToResponsesRequest(
  body: unknown,
  efforts: readonly string[] | null = null,
): TranslatedRequest {
  const { prompt, best_of: bestOf, echo, suffix, ...rest } = parseRequest(completionRequestSchema, body);
  if (echo === true) throw unsupported('echo', 'The prompt cannot be repeated in the answer. Leave `echo` out.');
  if (suffix != null && suffix !== '') {
    throw unsupported('suffix', 'Text cannot be inserted before a suffix. Leave `suffix` out.');
  }
  if (bestOf != null && bestOf !== 1) {
    throw unsupported('best_of', 'Only one answer is made per request. Leave `best_of` out.');
  }
  for (const name of chatOnlyMembers) {
    if (rest[name] != null) throw unsupported(name, `\`${name}\` belongs to /v1/chat/completions. Send it there.`);
  }
  return toResponsesRequest({ ...rest, messages: [{ role: 'user', content: promptOf(prompt) }] }, efforts);
}

function promptOf(prompt: unknown): string {
  const only: unknown = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
  if (typeof only === 'string') return only;
  if (!Array.isArray(prompt)) throw malformed('prompt', '`prompt` must be a string.');
  const hasTokens = prompt.some((entry) => typeof entry !== 'string');
  throw hasTokens
    ? unsupported('prompt', 'Prompts of token ids are not supported. Send the text.')
    : unsupported('prompt', 'One prompt per request is supported. Send several requests.');
}

/** Chunks have no reason before the last; the official type is that of whole answers and leaves that out. */
export interface CompletionChunk extends Omit<Completion, 'choices' | 'usage'> {
  choices: (Omit<CompletionChoice, 'finish_reason'> & { finish_reason: CompletionChoice['finish_reason'] | null })[];
  usage?: Completion['usage'] | null;
}

export type CompletionFrame = CompletionChunk | { readonly error: ChatError } | '[DONE]';

/** Turns the frames of a chat stream into this API's. One per answer: it remembers whether the model refused. */
export class CompletionStream {
  readonly #emit: (frame: CompletionFrame) => void;
  #refused = false;

  constructor(emit: (frame: CompletionFrame) => void) {
    this.#emit = emit;
  }

  /** Frames that say nothing here (the role, thoughts) go no further. */
  push(frame: ChatFrame): void {
    if (frame === '[DONE]' || 'error' in frame) return this.#emit(frame);
    const choice = frame.choices[0];
    const text = choice === undefined ? '' : wordsOf(choice.delta);
    if (choice !== undefined && text === '' && choice.finish_reason === null) return;
    if (choice?.delta.refusal != null && text !== '') this.#refused = true;
    const reason = choice?.finish_reason ?? null;
    this.#emit({
      ...headOf(frame),
      choices:
        choice === undefined
          ? []
          : [{ text, index: 0, logprobs: null, finish_reason: reason && toReason(reason, this.#refused) }],
      ...(frame.usage === undefined ? {} : { usage: frame.usage }),
    });
  }
}

/** A whole chat answer in this API's form. */
export function toCompletion(answer: ChatAnswerBody): Completion {
  const choice = answer.choices[0];
  if (choice === undefined) throw new Error('A collected answer has one choice.');
  const { message, finish_reason: reason } = choice;
  return {
    ...headOf(answer),
    choices: [
      { text: wordsOf(message), index: 0, logprobs: null, finish_reason: toReason(reason, message.refusal !== null) },
    ],
    ...(answer.usage === undefined ? {} : { usage: answer.usage }),
  };
}

/** This API has no place for a refusal but the text. */
function wordsOf({ content, refusal }: { content?: string | null; refusal?: string | null }): string {
  return (content ?? '') + (refusal ?? '');
}

function toReason(reason: FinishReason, refused: boolean): CompletionChoice['finish_reason'] {
  if (reason === 'length') return 'length';
  return refused || reason === 'content_filter' ? 'content_filter' : 'stop';
}

function headOf({ id, created, model }: Pick<ChatChunk, 'id' | 'created' | 'model'>) {
  return { id: `cmpl-${id.replace(/^chatcmpl-/, '')}`, object: 'text_completion' as const, created, model };
}
