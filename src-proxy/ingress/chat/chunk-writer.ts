import {
  knownTier,
  type Annotation,
  type ChatChunk,
  type ChatFrame,
  type Delta,
  type FinishReason,
  type ServiceTier,
  type ToolCallDelta,
  type Usage,
} from './chat-chunk.ts';
import { stringOr, type Loose } from '../../translate/response-event.ts';
import type { ChatError } from '../../translate/upstream-error.ts';

/** What an answer is called when the upstream ends before it has said so. */
export interface AnswerFallback {
  readonly id: string;
  readonly createdAtSeconds: number;
  readonly model: string;
}

export interface ChunkWriterOptions {
  /** Every chunk then has `usage: null`, and one without choices carries the usage. */
  readonly includeUsage: boolean;
  readonly fallback: AnswerFallback;
  readonly emit: (frame: ChatFrame) => void;
}

/** Writes the chunks of one answer: the same head on each, the role on the first, nothing after the end. */
export class ChunkWriter {
  readonly #includeUsage: boolean;
  readonly #emit: (frame: ChatFrame) => void;
  #id: string;
  #created: number;
  #model: string;
  #tier: ServiceTier | null = null;
  readonly #annotations: Annotation[] = [];
  #started = false;
  #ended = false;

  constructor({ includeUsage, fallback, emit }: ChunkWriterOptions) {
    this.#includeUsage = includeUsage;
    this.#emit = emit;
    this.#id = chatId(fallback.id);
    this.#created = fallback.createdAtSeconds;
    this.#model = fallback.model;
  }

  /** True once the client has been shown something; a failure can then no longer be an HTTP status. */
  get started(): boolean {
    return this.#started;
  }

  /** Takes over what the upstream says about itself. The id is settled with the first chunk. */
  meet(response: Loose): void {
    this.#tier = knownTier(response['service_tier']) ?? this.#tier;
    if (this.#started) return;
    const { id, created_at: created, model } = response;
    if (typeof id === 'string' && id !== '') this.#id = chatId(id);
    if (typeof created === 'number' && Number.isFinite(created)) this.#created = Math.floor(created);
    this.#model = stringOr(model, this.#model);
  }

  content(text: string): void {
    if (!this.#started) this.#open('');
    this.#write({ content: text });
  }

  refusal(text: string): void {
    this.#begin();
    this.#write({ refusal: text });
  }

  reasoning(text: string): void {
    this.#begin();
    this.#write({ reasoning_content: text });
  }

  /** Kept for the end: SDKs take over members that they do not know from the last chunk that has them. */
  annotation(annotation: Annotation): void {
    this.#annotations.push(annotation);
  }

  call(call: ToolCallDelta): void {
    this.#begin();
    this.#write({ tool_calls: [call] });
  }

  /** The one call of a client that speaks of `functions`. */
  functionCall(call: NonNullable<Delta['function_call']>): void {
    this.#begin();
    this.#write({ function_call: call });
  }

  finish(reason: FinishReason, usage: Usage | null): void {
    this.#begin();
    if (this.#annotations.length > 0) this.#write({ annotations: this.#annotations });
    this.#write({}, reason);
    if (this.#includeUsage && usage !== null && !this.#ended) this.#emit({ ...this.#chunk([]), usage });
    this.#end();
  }

  fail(error: ChatError): void {
    if (this.#ended) return;
    this.#emit({ error });
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#emit('[DONE]');
  }

  #begin(): void {
    if (!this.#started) this.#open(null);
  }

  /** Strict SDKs want the role on the first chunk. Content is empty where text follows, null where none may. */
  #open(content: '' | null): void {
    this.#started = true;
    this.#write({ role: 'assistant', content, refusal: null });
  }

  #write(delta: Delta, reason: FinishReason | null = null): void {
    if (!this.#ended) this.#emit(this.#chunk([{ index: 0, delta, logprobs: null, finish_reason: reason }]));
  }

  #chunk(choices: ChatChunk['choices']): ChatChunk {
    const chunk: ChatChunk = {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      system_fingerprint: null,
      choices,
    };
    if (this.#tier !== null) chunk.service_tier = this.#tier;
    if (this.#includeUsage) chunk.usage = null;
    return chunk;
  }
}

/** One answer has one name: the upstream's, with the prefix that chat clients know. */
function chatId(id: string): string {
  return id.startsWith('chatcmpl-') ? id : `chatcmpl-${id.replace(/^resp_/, '')}`;
}
