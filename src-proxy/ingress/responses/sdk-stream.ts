import { looseAt, stringOr, type Loose } from '../../translate/response-event.ts';
import { truncatedFailure, type ChatFailure } from '../../translate/upstream-error.ts';
import type { FedEvent } from '../event-feed.ts';
import type { Translation } from '../translated-answer.ts';
import { AnswerItems, endTypes, failureOfEnd, type ResponseFallback } from './answer-items.ts';

/** How many events are kept back until one says which answer they belong to. */
const mostEarly = 64;
/** The names that the upstream once had for events. */
const renamed: Readonly<Record<string, string>> = { 'response.text.delta': 'response.output_text.delta' };

/**
 * The events of an answer as the OpenAI SDKs rely on them: `response.created` first, words in pieces, a terminal event
 * that holds all items, and nothing that is not of the protocol. An event that is as it should be goes on as the bytes
 * that it came as; numbers change only behind an event that had to be put in.
 */
export class SdkStream implements Translation {
  readonly #fallback: ResponseFallback;
  readonly #items = new AnswerItems();
  readonly #spoken = new Set<string>();
  #early: FedEvent[] = [];
  #isOpened = false;
  #isOver = false;
  #failure: ChatFailure | null = null;
  #written: Buffer[] = [];
  #putIn = 0;
  #lastNumber = -1;

  constructor(fallback: ResponseFallback) {
    this.#fallback = fallback;
  }

  get failure(): ChatFailure | null {
    return this.#failure;
  }

  push(event: FedEvent): void {
    const isOurs = event.type.startsWith('response.') || event.type === 'error';
    if (this.#isOver || !isOurs) return;
    this.#items.note(event.type, event.data);
    if (this.#isOpened || event.type === 'response.created') return this.#take(event);
    this.#early.push(event);
    const isTold = event.data['response'] !== undefined || endTypes.has(event.type);
    if (isTold || this.#early.length >= mostEarly) this.#open();
  }

  fail(failure: ChatFailure): void {
    if (this.#isOver) return;
    if (!this.#isOpened) this.#open();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#putInEvent('response.failed', { response: this.#items.failed(failure, this.#fallback) });
  }

  end(): void {
    this.fail(truncatedFailure());
  }

  takeWritten(): Buffer {
    const written = Buffer.concat(this.#written);
    this.#written = [];
    return written;
  }

  /** The upstream left the beginning out. */
  #open(): void {
    const early = this.#early;
    this.#early = [];
    this.#isOpened = true;
    const first = early[0]?.data['sequence_number'];
    if (typeof first === 'number') this.#lastNumber = first - 1;
    this.#putInEvent('response.created', { response: this.#items.begun(this.#fallback) });
    for (const event of early) this.#take(event);
  }

  #take(event: FedEvent): void {
    this.#isOpened = true;
    const { type, data } = event;
    if (endTypes.has(type)) return this.#finish(event);
    if (type.endsWith('_text.delta') || type === 'response.text.delta') this.#spoken.add(placeOf(data));
    else if (type === 'response.output_text.done') this.#speak(data, stringOr(data['text'], ''));
    else if (type === 'response.content_part.done') {
      const part = looseAt(data['part']);
      if (part['type'] === 'output_text') this.#speak(data, stringOr(part['text'], ''));
    }
    this.#forward(event, renamed[type] ?? type, data);
  }

  /** Words that came only as a whole: whoever shows pieces would show nothing. */
  #speak(data: Loose, text: string): void {
    const place = placeOf(data);
    if (text === '' || this.#spoken.has(place)) return;
    this.#spoken.add(place);
    const { item_id, output_index, content_index } = data;
    // Its place is before the event that is in hand.
    const number = data['sequence_number'];
    if (typeof number === 'number') this.#lastNumber = number + this.#putIn - 1;
    this.#putInEvent('response.output_text.delta', { item_id, output_index, content_index, delta: text, logprobs: [] });
  }

  #finish(event: FedEvent): void {
    const { type, data } = event;
    this.#failure = failureOfEnd(type, data);
    this.#isOver = true;
    if (type === 'error') {
      const failure = this.#failure ?? truncatedFailure();
      return this.#putInEvent('response.failed', { response: this.#items.failed(failure, this.#fallback) });
    }
    const response = looseAt(data['response']);
    const whole = this.#items.completed(response);
    this.#forward(event, type, whole === response ? data : { ...data, response: whole });
  }

  #forward(event: FedEvent, type: string, data: Loose): void {
    const number = data['sequence_number'];
    if (typeof number === 'number') this.#lastNumber = number + this.#putIn;
    if (this.#putIn === 0 && type === event.type && data === event.data) {
      this.#written.push(event.bytes);
      return;
    }
    this.#write(type, typeof number === 'number' ? { ...data, sequence_number: this.#lastNumber } : data);
  }

  #putInEvent(type: string, data: Loose): void {
    this.#lastNumber += 1;
    this.#putIn += 1;
    this.#write(type, { ...data, sequence_number: this.#lastNumber });
  }

  #write(type: string, data: Loose): void {
    this.#written.push(Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ ...data, type })}\n\n`));
  }
}

function placeOf(data: Loose): string {
  return `${String(data['item_id'])} ${String(data['content_index'])}`;
}
