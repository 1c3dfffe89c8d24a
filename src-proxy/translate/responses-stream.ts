import type { ProducedEvent, ProducedResponse, UnnumberedEvent } from './produced-event.ts';
import { ProducedItems, type ProducedItemsOptions } from './produced-items.ts';
import { toResponsesUsage } from './produced-usage.ts';
import type { ResponseEcho } from './response-echo.ts';
import { listAt, looseAt, stringOr, type Loose } from './response-event.ts';
import { failureOfEvent, toChatFailure, truncatedFailure, type ChatFailure } from './upstream-error.ts';

export interface ResponsesStreamOptions extends Pick<ProducedItemsOptions, 'customTools' | 'newId'> {
  readonly id: string;
  readonly createdAtSeconds: number;
  readonly model: string;
  readonly echo: ResponseEcho;
  readonly emit: (event: ProducedEvent) => void;
}

/**
 * Chat completion chunks in, Responses events out: numbered, each item begun and ended, and the last snapshot made of
 * the very items that were streamed. Success needs a finish reason; a stream that ends without one has failed.
 */
export class ResponsesStream {
  readonly #options: ResponsesStreamOptions;
  readonly #items: ProducedItems;
  #model: string;
  #sequence = 0;
  #begun = false;
  #finishReason: string | null = null;
  #usage: ProducedResponse['usage'] = null;
  #response: ProducedResponse | null = null;

  constructor(options: ResponsesStreamOptions) {
    this.#options = options;
    this.#model = options.model;
    this.#items = new ProducedItems({
      customTools: options.customTools,
      newId: options.newId,
      emit: (event) => this.#emit(event),
    });
  }

  /** The whole response once it has ended, for a client that does not stream; `null` before. */
  get response(): ProducedResponse | null {
    return this.#response;
  }

  /** One chunk, parsed. `[DONE]` is the caller's: it is the stream's `end`. */
  push(value: unknown): void {
    if (this.#response !== null) return;
    const chunk = looseAt(value);
    if (chunk['error'] != null) return this.fail(failureOfEvent(chunk));
    this.#begin(chunk);
    this.#usage = toResponsesUsage(chunk['usage']) ?? this.#usage;
    const choices = listAt(chunk['choices']).map(looseAt);
    const choice = choices.find(({ index }) => index === 0 || index === undefined);
    if (choice === undefined) return;
    this.#addDelta(looseAt(choice['delta']));
    this.#finishReason = stringOr(choice['finish_reason'], this.#finishReason);
  }

  /** The service's stream is over. */
  end(): void {
    if (this.#response !== null) return;
    switch (this.#finishReason) {
      case 'stop':
      case 'tool_calls':
      case 'function_call':
        if (this.#items.hasNamelessCall) return this.fail(truncatedFailure());
        return this.#finish('completed', null);
      case 'length':
        return this.#finish('incomplete', 'max_output_tokens');
      case 'content_filter':
        return this.#finish('incomplete', 'content_filter');
      case null:
        return this.fail(truncatedFailure());
      default:
        this.fail(toChatFailure('upstream_error', 'The model stopped for a reason that is no regular end. Try again.'));
    }
  }

  /** Ends the response as failed, unless it has ended. */
  fail({ error }: ChatFailure): void {
    if (this.#response !== null) return;
    this.#begin({});
    // What was begun stays without an end: it is not what the model meant to say.
    const response = this.#snapshot('failed');
    response.error = { code: error.code, message: error.message };
    this.#emit({ type: 'response.failed', response });
    this.#response = response;
  }

  #addDelta(delta: Loose): void {
    const { content, refusal, function_call: legacyCall } = delta;
    const reasoning = delta['reasoning_content'] ?? delta['reasoning'];
    if (typeof reasoning === 'string' && reasoning !== '') this.#items.reasoning(reasoning);
    if (typeof content === 'string' && content !== '') this.#items.words('text', content);
    if (typeof refusal === 'string' && refusal !== '') this.#items.words('refusal', refusal);
    for (const call of listAt(delta['tool_calls'])) this.#items.call(call);
    if (legacyCall != null) this.#items.call({ index: 0, function: legacyCall });
  }

  #begin(chunk: Loose): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#model = stringOr(chunk['model'], this.#model);
    this.#emit({ type: 'response.created', response: this.#snapshot('in_progress') });
    this.#emit({ type: 'response.in_progress', response: this.#snapshot('in_progress') });
  }

  #finish(status: 'completed' | 'incomplete', reason: 'max_output_tokens' | 'content_filter' | null): void {
    const output = this.#items.close(status);
    const response = this.#snapshot(status);
    response.output = output;
    response.usage = this.#usage;
    if (reason !== null) response.incomplete_details = { reason };
    this.#emit({ type: `response.${status}`, response });
    this.#response = response;
  }

  #snapshot(status: NonNullable<ProducedResponse['status']>): ProducedResponse {
    const { id, createdAtSeconds, echo } = this.#options;
    return {
      id,
      object: 'response',
      created_at: createdAtSeconds,
      status,
      error: null,
      incomplete_details: null,
      model: this.#model,
      output: [],
      usage: null,
      ...echo,
    };
  }

  #emit(event: UnnumberedEvent): void {
    this.#options.emit({ ...event, sequence_number: this.#sequence });
    this.#sequence += 1;
  }
}
