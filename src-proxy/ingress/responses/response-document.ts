import { looseAt, type Loose } from '../../translate/response-event.ts';
import { truncatedFailure, type ChatFailure } from '../../translate/upstream-error.ts';
import type { FedEvent } from '../event-feed.ts';
import type { Translation } from '../translated-answer.ts';
import { AnswerItems, endTypes, failureOfEnd } from './answer-items.ts';

/** A streamed answer as the one `response` object that a client without `stream` gets. */
export class ResponseDocument implements Translation {
  readonly #items = new AnswerItems();
  #response: Loose | null = null;
  #failure: ChatFailure | null = null;

  get failure(): ChatFailure | null {
    return this.#failure;
  }

  push({ type, data }: FedEvent): void {
    if (this.#isOver) return;
    this.#items.note(type, data);
    if (!endTypes.has(type)) return;
    this.#failure = failureOfEnd(type, data);
    if (this.#failure === null) this.#response = this.#items.completed(looseAt(data['response']));
  }

  fail(failure: ChatFailure): void {
    if (!this.#isOver) this.#failure = failure;
  }

  end(): void {
    this.fail(truncatedFailure());
  }

  takeWritten(): string {
    return '';
  }

  document = (): string => JSON.stringify(this.#response);

  get #isOver(): boolean {
    return this.#response !== null || this.#failure !== null;
  }
}
