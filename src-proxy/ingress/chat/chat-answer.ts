import type {
  Annotation,
  ChatAnswerBody,
  ChatFrame,
  Delta,
  FinishReason,
  ServiceTier,
  ToolCallDelta,
  Usage,
} from './chat-chunk.ts';
import { ChatStream, type ChatStreamOptions } from './chat-stream.ts';
import type { ResponseEvent } from '../../translate/response-event.ts';
import { truncatedFailure, type ChatFailure } from '../../translate/upstream-error.ts';

export type ChatAnswerOptions = Pick<ChatStreamOptions, 'callForm' | 'fallback'>;

export type CollectedAnswer =
  | { readonly kind: 'answer'; readonly body: ChatAnswerBody }
  | { readonly kind: 'failed'; readonly failure: ChatFailure };

interface CollectedCall {
  readonly id: string;
  readonly isCustom: boolean;
  name: string;
  argument: string;
}

/**
 * Collects a whole answer for a client that does not stream. It is made of the very chunks that a streaming client
 * would have got, so the two can never differ.
 */
export class ChatAnswer {
  readonly #stream: ChatStream;
  #head: { id: string; created: number; model: string } | null = null;
  #tier: ServiceTier | null = null;
  #content: string | null = null;
  #refusal: string | null = null;
  #reasoning = '';
  #functionCall: { name: string; arguments: string } | null = null;
  readonly #calls: CollectedCall[] = [];
  readonly #annotations: Annotation[] = [];
  #finishReason: FinishReason | null = null;
  #usage: Usage | null = null;

  constructor(options: ChatAnswerOptions) {
    this.#stream = new ChatStream({ ...options, includeUsage: true, emit: (frame) => this.#take(frame) });
  }

  push(event: ResponseEvent): void {
    this.#stream.push(event);
  }

  /** @see ChatStream.fail */
  fail(failure: ChatFailure): void {
    this.#stream.fail(failure);
  }

  /** The upstream's stream is over: the answer, or why there is none. */
  end(): CollectedAnswer {
    this.#stream.end();
    const { outcome } = this.#stream;
    if (outcome?.kind === 'failed') return outcome;
    if (this.#head === null || this.#finishReason === null) return { kind: 'failed', failure: truncatedFailure() };
    const message: ChatAnswerBody['choices'][0]['message'] = {
      role: 'assistant',
      content: this.#content,
      refusal: this.#refusal,
    };
    if (this.#reasoning !== '') message.reasoning_content = this.#reasoning;
    if (this.#calls.length > 0) message.tool_calls = this.#calls.map(toToolCall);
    if (this.#functionCall !== null) message.function_call = this.#functionCall;
    if (this.#annotations.length > 0) message.annotations = this.#annotations;
    const body: ChatAnswerBody = {
      ...this.#head,
      object: 'chat.completion',
      system_fingerprint: null,
      choices: [{ index: 0, message, logprobs: null, finish_reason: this.#finishReason }],
    };
    if (this.#tier !== null) body.service_tier = this.#tier;
    if (this.#usage !== null) body.usage = this.#usage;
    return { kind: 'answer', body };
  }

  #take(frame: ChatFrame): void {
    if (frame === '[DONE]' || 'error' in frame) return;
    this.#head ??= { id: frame.id, created: frame.created, model: frame.model };
    this.#tier = frame.service_tier ?? this.#tier;
    this.#usage = frame.usage ?? this.#usage;
    const choice = frame.choices[0];
    if (choice === undefined) return;
    this.#finishReason = choice.finish_reason ?? this.#finishReason;
    this.#addDelta(choice.delta);
  }

  #addDelta(delta: Delta): void {
    if (delta.content != null) this.#content = (this.#content ?? '') + delta.content;
    if (delta.refusal != null) this.#refusal = (this.#refusal ?? '') + delta.refusal;
    if (delta.reasoning_content !== undefined) this.#reasoning += delta.reasoning_content;
    if (delta.annotations !== undefined) this.#annotations.push(...delta.annotations);
    for (const call of delta.tool_calls ?? []) this.#addCall(call);
    if (delta.function_call === undefined) return;
    const { name = '', arguments: piece = '' } = delta.function_call;
    this.#functionCall ??= { name, arguments: '' };
    this.#functionCall.arguments += piece;
  }

  #addCall({ index, id, function: asFunction, custom }: ToolCallDelta): void {
    const known = (this.#calls[index] ??= { id: id ?? '', isCustom: custom !== undefined, name: '', argument: '' });
    known.name += asFunction?.name ?? custom?.name ?? '';
    known.argument += asFunction?.arguments ?? custom?.input ?? '';
  }
}

type ToolCall = NonNullable<ChatAnswerBody['choices'][0]['message']['tool_calls']>[0];

function toToolCall({ id, isCustom, name, argument }: CollectedCall): ToolCall {
  return isCustom
    ? { id, type: 'custom', custom: { name, input: argument } }
    : { id, type: 'function', function: { name, arguments: argument } };
}
