import { toChatUsage } from './chat-usage.ts';
import type { FinishReason } from './chat-chunk.ts';
import { ChunkWriter, type ChunkWriterOptions } from './chunk-writer.ts';
import { listAt, looseAt, stringOr, type Loose, type ResponseEvent } from '../../translate/response-event.ts';
import { StreamCalls, type CallForm } from './stream-calls.ts';
import { StreamItems, type ItemTrack } from './stream-items.ts';
import { StreamWords } from './stream-words.ts';
import {
  emptyFailure,
  failureOfEvent,
  toChatFailure,
  truncatedFailure,
  type ChatFailure,
} from '../../translate/upstream-error.ts';

export interface ChatStreamOptions extends ChunkWriterOptions {
  readonly callForm: CallForm;
}

/** How the answer ended; `null` while it has not. */
export type ChatOutcome = { readonly kind: 'finished' } | { readonly kind: 'failed'; readonly failure: ChatFailure };

/**
 * Responses events in, chat completion chunks out. Every piece is passed on when it comes; what a `done` event or the
 * last snapshot holds beyond the pieces is added, so that nothing is lost and nothing comes twice. The end is a finish
 * reason only when the upstream has said that the answer is over; anything else is an error object.
 *
 * Protocol: https://platform.openai.com/docs/api-reference/responses-streaming and …/chat-streaming.
 */
export class ChatStream {
  readonly #writer: ChunkWriter;
  readonly #items = new StreamItems();
  readonly #words: StreamWords;
  readonly #calls: StreamCalls;
  #outcome: ChatOutcome | null = null;
  /** Something other than thoughts. */
  #says = false;

  constructor(options: ChatStreamOptions) {
    this.#writer = new ChunkWriter(options);
    this.#words = new StreamWords(this.#items, this.#writer);
    this.#calls = new StreamCalls(this.#items, this.#writer, options.callForm);
  }

  get outcome(): ChatOutcome | null {
    return this.#outcome;
  }

  /** True once the client has been shown something; until then a failure can be an HTTP status. */
  get started(): boolean {
    return this.#writer.started;
  }

  push({ type, data }: ResponseEvent): void {
    if (this.#outcome !== null) return;
    switch (type) {
      case 'response.output_text.delta':
      case 'response.text.delta':
        this.#says = true;
        return this.#words.add('text', data, data['delta']);
      case 'response.reasoning_summary_text.delta':
        return this.#words.add('summary', data, data['delta']);
      case 'response.function_call_arguments.delta':
        this.#says = true;
        return this.#calls.add('function_call', data, data['delta']);
      case 'response.custom_tool_call_input.delta':
        this.#says = true;
        return this.#calls.add('custom_tool_call', data, data['delta']);
      case 'response.reasoning_text.delta':
        return this.#words.add('thought', data, data['delta']);
      case 'response.refusal.delta':
        this.#says = true;
        return this.#words.add('refusal', data, data['delta']);
      default:
        this.#pushRare(type, data);
    }
  }

  /** A piece of text, so long, went on as it came; the event before it was one of the same text. */
  noteText(length: number): void {
    this.#words.noteWritten(length);
  }

  /** The upstream's stream is over. Without a terminal event before it, the answer has failed. */
  end(): void {
    this.fail(truncatedFailure());
  }

  /** Ends the answer with an error, unless it has ended. */
  fail(failure: ChatFailure): void {
    if (this.#outcome !== null) return;
    this.#outcome = { kind: 'failed', failure };
    this.#writer.fail(failure.error);
  }

  #pushRare(type: string, data: Loose): void {
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
      case 'response.queued':
        return this.#writer.meet(looseAt(data['response']));
      case 'response.output_item.added': {
        const item = looseAt(data['item']);
        const track = this.#items.of(data, stringOr(item['type'], ''));
        this.#items.name(track, item);
        this.#says ||= item['type'] !== 'reasoning';
        return this.#calls.begin(track, item);
      }
      case 'response.output_text.done':
        this.#says = true;
        return this.#words.complete('text', data, data['text']);
      case 'response.refusal.done':
        this.#says = true;
        return this.#words.complete('refusal', data, data['refusal']);
      case 'response.reasoning_summary_text.done':
        return this.#words.complete('summary', data, data['text']);
      case 'response.reasoning_text.done':
        return this.#words.complete('thought', data, data['text']);
      case 'response.output_text.annotation.added':
        return this.#words.annotate(data, data['annotation']);
      case 'response.function_call_arguments.done':
        this.#says = true;
        return this.#calls.complete('function_call', data, data['arguments']);
      case 'response.custom_tool_call_input.done':
        this.#says = true;
        return this.#calls.complete('custom_tool_call', data, data['input']);
      case 'response.output_item.done': {
        const item = looseAt(data['item']);
        const track = this.#items.of(data, stringOr(item['type'], ''));
        this.#items.name(track, item);
        return this.#completeItem(track, item);
      }
      case 'response.completed':
      case 'response.incomplete':
      case 'response.done':
        return this.#finish(type, data);
      case 'response.failed':
      case 'response.cancelled':
      case 'error':
        this.#writer.meet(looseAt(data['response']));
        return this.fail(failureOfEvent(data));
    }
    // Everything else, such as progress of hosted tools, has no place in a chat answer.
  }

  #completeItem(track: ItemTrack, item: Loose): void {
    this.#says ||= item['type'] !== 'reasoning';
    if (item['type'] === 'function_call' || item['type'] === 'custom_tool_call') this.#calls.completeItem(track, item);
    else this.#words.completeItem(track, item);
    const failure = this.#calls.tooMany;
    if (failure !== null) this.fail(failure);
  }

  #finish(type: string, data: Loose): void {
    const response = looseAt(data['response']);
    this.#writer.meet(response);
    const status = stringOr(response['status'], type === 'response.incomplete' ? 'incomplete' : 'completed');
    if (status === 'failed' || status === 'cancelled') return this.fail(failureOfEvent(data));
    for (const [place, value] of listAt(response['output']).entries()) {
      const item = looseAt(value);
      this.#completeItem(this.#items.ofSnapshot(item, place, stringOr(item['type'], '')), item);
    }
    if (this.#outcome !== null) return;
    const reason = this.#finishReason(type === 'response.incomplete' ? 'incomplete' : status, response);
    if (reason === null) return;
    this.#outcome = { kind: 'finished' };
    this.#writer.finish(reason, toChatUsage(response['usage']));
  }

  /** `null` when the end is no success after all, and has been told as such. */
  #finishReason(status: string, response: Loose): FinishReason | null {
    if (status !== 'incomplete') {
      // A call whose argument never ended must not be carried out.
      const isWhole = !this.#calls.unfinished;
      if (isWhole && this.#says) return this.#calls.finishReason ?? 'stop';
      this.fail(isWhole ? emptyFailure() : truncatedFailure());
      return null;
    }
    const reason = stringOr(looseAt(response['incomplete_details'])['reason'], 'unknown');
    if (reason === 'max_output_tokens' || reason === 'max_tokens') return 'length';
    if (reason === 'content_filter') return 'content_filter';
    this.fail(
      toChatFailure('upstream_error', `The upstream stopped before the answer was complete (${reason}). Try again.`),
    );
    return null;
  }
}
