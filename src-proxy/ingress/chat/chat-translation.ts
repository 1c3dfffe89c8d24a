import type { FedEvent } from '../event-feed.ts';
import type { Translation } from '../translated-answer.ts';
import { ChatAnswer, type CollectedAnswer } from './chat-answer.ts';
import type { ChatFrame } from './chat-chunk.ts';
import { ChatStream } from './chat-stream.ts';
import type { AnswerFallback } from './chunk-writer.ts';
import { CompletionStream, toCompletion, type CompletionFrame } from './completions.ts';
import { FrameWriter } from './frame-writer.ts';
import type { CallForm } from './stream-calls.ts';
import type { ChatFailure } from '../../translate/upstream-error.ts';

export interface ChatTranslationOptions {
  readonly form: 'chat' | 'completion';
  readonly callForm: CallForm;
  readonly fallback: AnswerFallback;
}

/** Chunks, and `[DONE]` at the end, also after an error. */
export class ChatStreamTranslation implements Translation {
  readonly #stream: ChatStream;
  readonly #frames = new FrameWriter();
  #written = '';
  #shows = false;

  constructor({ form, callForm, fallback, includeUsage }: ChatTranslationOptions & { readonly includeUsage: boolean }) {
    const write = (frame: ChatFrame | CompletionFrame): void => {
      this.#shows ||= frame !== '[DONE]' && !('error' in frame);
      this.#written += this.#frames.write(frame);
    };
    const completions = form === 'completion' ? new CompletionStream(write) : null;
    const emit = completions === null ? write : (frame: ChatFrame) => completions.push(frame);
    this.#stream = new ChatStream({ includeUsage, callForm, fallback, emit });
  }

  get failure(): ChatFailure | null {
    const { outcome } = this.#stream;
    // What was said before it in the same breath is no answer; the status says more.
    return outcome?.kind === 'failed' ? outcome.failure : null;
  }

  push(event: FedEvent): void {
    this.#stream.push(event);
  }

  fail(failure: ChatFailure): void {
    this.#stream.fail(failure);
  }

  end(): void {
    this.#stream.end();
  }

  takeWritten(): string {
    if (!this.#shows && this.failure === null) return '';
    const written = this.#written;
    this.#written = '';
    return written;
  }
}

/** One JSON document. */
export class ChatDocumentTranslation implements Translation {
  readonly #answer: ChatAnswer;
  readonly #form: ChatTranslationOptions['form'];
  #collected: CollectedAnswer | null = null;

  constructor({ form, ...options }: ChatTranslationOptions) {
    this.#form = form;
    this.#answer = new ChatAnswer(options);
  }

  get failure(): ChatFailure | null {
    return this.#collected?.kind === 'failed' ? this.#collected.failure : null;
  }

  push(event: FedEvent): void {
    if (this.#collected === null) this.#answer.push(event);
  }

  fail(failure: ChatFailure): void {
    if (this.#collected !== null) return;
    this.#answer.fail(failure);
    this.end();
  }

  end(): void {
    this.#collected ??= this.#answer.end();
  }

  takeWritten(): string {
    return '';
  }

  document = (): string => {
    if (this.#collected?.kind !== 'answer') throw new Error('An answer that has not ended well is no document.');
    const { body } = this.#collected;
    return JSON.stringify(this.#form === 'chat' ? body : toCompletion(body));
  };
}
