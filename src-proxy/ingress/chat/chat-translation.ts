import type { FedEvent } from '../event-feed.ts';
import type { Translation } from '../translated-answer.ts';
import { ChatAnswer, type CollectedAnswer } from './chat-answer.ts';
import type { ChatFrame } from './chat-chunk.ts';
import { ChatStream } from './chat-stream.ts';
import type { AnswerFallback } from './chunk-writer.ts';
import { CompletionStream, toCompletion, type CompletionFrame } from './completions.ts';
import { DeltaPattern } from './delta-pattern.ts';
import { FrameWriter } from './frame-writer.ts';
import type { CallForm } from './stream-calls.ts';
import type { ChatFailure } from '../../translate/upstream-error.ts';
import { WrittenFrames } from './written-frames.ts';

export interface ChatTranslationOptions {
  readonly form: 'chat' | 'completion';
  readonly callForm: CallForm;
  readonly fallback: AnswerFallback;
}

/** So often in a row a pattern may be learned that then fits nothing. */
const vainPatterns = 8;

/** Chunks, and `[DONE]` at the end, also after an error. */
export class ChatStreamTranslation implements Translation {
  readonly #stream: ChatStream;
  readonly #frames = new FrameWriter();
  readonly #written = new WrittenFrames();
  readonly #learns: boolean;
  /** Of the text that is being said; `null` when something else was said last. */
  #pattern: DeltaPattern | null = null;
  #learnedInVain = 0;
  #shows = false;

  constructor({ form, callForm, fallback, includeUsage }: ChatTranslationOptions & { readonly includeUsage: boolean }) {
    const write = (frame: ChatFrame | CompletionFrame): void => {
      this.#shows ||= frame !== '[DONE]' && !('error' in frame);
      this.#written.add(this.#frames.write(frame));
    };
    this.#learns = form === 'chat';
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
    this.#pattern = this.#patternFrom(event);
  }

  /** Piece after piece of a text: its words stand in JSON as they are, and JSON is what they go into. */
  takes = (bytes: Buffer, start: number, end: number): boolean => {
    const pattern = this.#pattern;
    if (pattern === null || this.#stream.outcome !== null || !pattern.reads(bytes, start, end)) return false;
    const { around } = this.#frames;
    if (around === null) return false;
    this.#learnedInVain = 0;
    // A piece without words is none.
    if (pattern.length === 0) return true;
    this.#stream.noteText(pattern.length);
    this.#written.addBetween(around.before, bytes, pattern.start, pattern.end, around.after);
    return true;
  };

  fail(failure: ChatFailure): void {
    this.#stream.fail(failure);
  }

  end(): void {
    this.#stream.end();
  }

  takeWritten(): string | Buffer {
    return this.#shows || this.failure !== null ? this.#written.take() : '';
  }

  #patternFrom({ type, data, bytes }: FedEvent): DeltaPattern | null {
    // The frame that it was made into is the pattern for the next ones: there has to be one.
    const isText = type === 'response.output_text.delta' && typeof data['delta'] === 'string' && data['delta'] !== '';
    if (!isText || !this.#learns || this.#learnedInVain === vainPatterns) return null;
    this.#learnedInVain += 1;
    return DeltaPattern.of(bytes, 0, bytes.length);
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
