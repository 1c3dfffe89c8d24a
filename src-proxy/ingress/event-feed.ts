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

  /**
   * @param takes asked first, with where an event stands in the bytes: what it takes is not read here
   * @throws Refusal when an event cannot be read
   */
  *read(
    chunk: Buffer,
    takes: ((bytes: Buffer, start: number, end: number) => boolean) | null = null,
  ): Generator<FedEvent> {
    const whole = this.#splitter.push(chunk);
    if (whole === null) return;
    let start = 0;
    for (const end of whole.ends) {
      const eventStart = start;
      start = end;
      if (takes?.(whole.bytes, eventStart, end) === true) continue;
      const bytes = whole.bytes.subarray(eventStart, end);
      const event = readResponseEvent(bytes.toString('utf8'));
      if (event !== null) yield { type: event.type, data: event.data, bytes };
    }
  }
}
