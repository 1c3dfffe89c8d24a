import { EventSplitter } from '../wire/event-splitter.ts';
import { readResponseEvent, type ResponseEvent } from '../translate/response-event.ts';

/** One event of the upstream: as it came, and what it says. */
export interface FedEvent extends ResponseEvent {
  readonly bytes: Buffer;
}

const maxEventBytes = 16 * 1024 * 1024;

/** Cuts what the upstream writes into events and reads them. Comments and the like are no events. */
export class EventFeed {
  readonly #splitter = new EventSplitter(maxEventBytes);

  /** @throws Refusal when an event cannot be read */
  *read(chunk: Buffer): Generator<FedEvent> {
    const whole = this.#splitter.push(chunk);
    if (whole === null) return;
    let start = 0;
    for (const end of whole.ends) {
      const bytes = whole.bytes.subarray(start, end);
      start = end;
      const event = readResponseEvent(bytes.toString('utf8'));
      if (event !== null) yield { type: event.type, data: event.data, bytes };
    }
  }
}
