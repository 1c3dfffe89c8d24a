import { randomUUID } from 'node:crypto';

import { writtenEvent, type ProducedEvent } from '../../translate/produced-event.ts';
import { ResponsesStream } from '../../translate/responses-stream.ts';
import { readResponseEvent, type ResponseEvent } from '../../translate/response-event.ts';
import type { TranslatedResponsesRequest } from '../../translate/from-responses-request.ts';
import { EventSplitter } from '../../wire/event-splitter.ts';

/** One event of the Responses API: what it says, and how it stands on the wire. */
export interface AnswerEvent extends ResponseEvent {
  readonly bytes: Buffer;
}

/** Makes Responses events of what a source writes. */
export interface AnswerReader {
  /**
   * One after the other, so that what stood before something unreadable is not lost with it.
   * @throws Refusal when what came cannot be read
   */
  read(chunk: Buffer): Iterable<AnswerEvent>;
  /** The source has nothing more to say: what follows from that. */
  end(): Iterable<AnswerEvent>;
  /** The source has said that it is done, so nothing more is waited for. */
  readonly isDone: boolean;
}

/** As of every upstream: an event larger than this is not an event. */
const maxEventBytes = 16 * 1024 * 1024;

class WholeEventReader {
  readonly #splitter = new EventSplitter(maxEventBytes);

  /** @throws Error when an event is too large */
  read(chunk: Buffer): Buffer[] {
    const whole = this.#splitter.push(chunk);
    if (this.#splitter.overflowed) throw new Error('an event of more than 16 MiB');
    if (whole === null) return [];
    let start = 0;
    return whole.ends.map((end) => {
      const bytes = whole.bytes.subarray(start, end);
      start = end;
      return bytes;
    });
  }

  /** The last event of servers that leave its empty line out. */
  end(): Buffer[] {
    const pending = this.#splitter.takePending();
    return pending === null ? [] : [Buffer.concat([pending, Buffer.from('\n\n')])];
  }
}

/** A source that speaks Responses: its events go on as the bytes that they came as. */
export class ResponsesReader implements AnswerReader {
  readonly #events = new WholeEventReader();
  readonly isDone = false;

  read(chunk: Buffer): Iterable<AnswerEvent> {
    return parsed(this.#events.read(chunk));
  }

  end(): Iterable<AnswerEvent> {
    return parsed(this.#events.end());
  }
}

function* parsed(events: readonly Buffer[]): Generator<AnswerEvent> {
  for (const bytes of events) {
    const event = readResponseEvent(bytes.toString('utf8'));
    if (event !== null) yield { ...event, bytes };
  }
}

/** A source that speaks chat completions alone. */
export class ChatReader implements AnswerReader {
  readonly #events = new WholeEventReader();
  readonly #stream: ResponsesStream;
  #made: AnswerEvent[] = [];
  #isDone = false;

  constructor({ model, customTools, echo }: TranslatedResponsesRequest, requestId: string, nowMs: number) {
    this.#stream = new ResponsesStream({
      id: `resp_${requestId}`,
      createdAtSeconds: Math.floor(nowMs / 1000),
      model,
      echo,
      customTools,
      newId: (prefix) => `${prefix}_${randomUUID().replaceAll('-', '')}`,
      emit: (event) => this.#made.push(answerEvent(event)),
    });
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  *read(chunk: Buffer): Generator<AnswerEvent> {
    yield* this.#push(this.#events.read(chunk));
  }

  *end(): Generator<AnswerEvent> {
    yield* this.#push(this.#events.end());
    this.#stream.end();
    yield* this.#take();
  }

  *#push(events: readonly Buffer[]): Generator<AnswerEvent> {
    for (const bytes of events) {
      const text = bytes.toString('utf8');
      if (/^data: ?\[DONE\]/m.test(text)) this.#isDone = true;
      const event = readResponseEvent(text);
      if (event !== null) this.#stream.push(event.data);
      yield* this.#take();
    }
  }

  #take(): AnswerEvent[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }
}

function answerEvent(event: ProducedEvent): AnswerEvent {
  return { type: event.type, data: { ...event }, bytes: Buffer.from(writtenEvent(event)) };
}
