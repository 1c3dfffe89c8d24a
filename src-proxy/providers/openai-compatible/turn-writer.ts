import { failureOfEvent as statedFailure } from '../../translate/upstream-error.ts';
import { looseAt } from '../../translate/response-event.ts';
import type { AnswerSink, AttemptResult, SeenOutput, TokenUsage, UpstreamFailure } from '../provider.ts';
import type { SourceObserver, SourceTurn } from '../source-provider.ts';
import type { AnswerEvent } from './answer-readers.ts';
import { cleaned, failureOfEvent, unreadable } from './source-failures.ts';
import { usageOfResponse } from './source-usage.ts';

const announcements: ReadonlySet<string> = new Set(['response.created', 'response.in_progress', 'response.queued']);
const goodEnds: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete']);
const badEnds: ReadonlySet<string> = new Set(['response.failed', 'error']);

const streamHeaders = ['content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache'];
const documentHeaders = ['content-type', 'application/json'];

/** One answer on its way to the client, in the form that it wants. Until the client could show something, nothing goes out. */
export class TurnWriter {
  readonly #turn: Pick<SourceTurn, 'name' | 'key' | 'form'>;
  readonly #sink: AnswerSink;
  readonly #observer: SourceObserver;
  #unshown: AnswerEvent[] = [];
  #isCommitted = false;
  #isOver = false;
  #usage: TokenUsage | null = null;
  #failure: UpstreamFailure | null = null;
  #deltas = 0;
  #deltaBytes = 0;

  constructor(turn: Pick<SourceTurn, 'name' | 'key' | 'form'>, sink: AnswerSink, observer: SourceObserver) {
    this.#turn = turn;
    this.#sink = sink;
    this.#observer = observer;
  }

  /** The answer has come to an end of its own, good or bad. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** False asks to wait for `onDrain`. */
  write(events: Iterable<AnswerEvent>): boolean {
    let hasRoom = true;
    for (const event of events) if (!this.#isOver) hasRoom = this.#take(event) && hasRoom;
    return hasRoom;
  }

  /** How it ended; `failure` for one that came to no end of its own. */
  result(failure: UpstreamFailure): AttemptResult {
    if (!this.#isCommitted) return { kind: 'refused', failure: this.#failure ?? failure };
    const common = { statusCode: 200, usage: this.#usage, seen: this.#seen() };
    return this.#isOver
      ? { kind: 'answered', ...common, failure: this.#failure }
      : { kind: 'broken', ...common, failure };
  }

  abandoned(): AttemptResult {
    return { kind: 'abandoned', statusCode: this.#isCommitted ? 200 : null, usage: this.#usage, seen: this.#seen() };
  }

  #seen(): SeenOutput {
    return { deltas: this.#deltas, bytes: this.#deltaBytes };
  }

  #take(event: AnswerEvent): boolean {
    const { type, data } = event;
    if (type === '') return true;
    if (type.endsWith('.delta') && typeof data['delta'] === 'string') {
      this.#deltas += 1;
      this.#deltaBytes += Buffer.byteLength(data['delta']);
    }
    if (badEnds.has(type)) return this.#fail(event);
    if (goodEnds.has(type)) {
      this.#isOver = true;
      if (this.#turn.form === 'document' && !isObject(data['response'])) {
        this.#failure = unreadable(this.#turn.name, 'ended its answer without saying what it is');
        return true;
      }
      this.#usage = usageOfResponse(looseAt(data['response'])['usage']);
      if (this.#turn.form === 'document') return this.#writeDocument(data['response']);
    } else if (announcements.has(type) && !this.#isCommitted) {
      this.#unshown.push(event);
      return true;
    }
    if (this.#turn.form === 'document') {
      this.#observer.onFirstEvent();
      return true;
    }
    return this.#forward(event);
  }

  /** The source says itself that its answer is none. SECURITY: in its words, but for secrets. */
  #fail({ data }: AnswerEvent): boolean {
    const { name, key } = this.#turn;
    this.#isOver = true;
    this.#failure = failureOfEvent({ name, key }, statedFailure(data));
    if (!this.#isCommitted) return true;
    const { code, message } = this.#failure;
    const response = {
      ...looseAt(data['response']),
      status: 'failed',
      error: { code, message: cleaned(message, key) },
    };
    const told = { type: 'response.failed', sequence_number: data['sequence_number'], response };
    return this.#forward({
      type: told.type,
      data: told,
      bytes: Buffer.from(`event: ${told.type}\ndata: ${JSON.stringify(told)}\n\n`),
    });
  }

  #forward(event: AnswerEvent): boolean {
    if (!this.#isCommitted) {
      this.#isCommitted = true;
      this.#observer.onFirstEvent();
      this.#sink.commit(200, streamHeaders);
      for (const early of this.#unshown) this.#put(early);
      this.#unshown = [];
    }
    return this.#put(event);
  }

  #put({ bytes, data }: AnswerEvent): boolean {
    return this.#sink.write(this.#turn.form === 'frames' ? Buffer.from(JSON.stringify(data)) : bytes);
  }

  #writeDocument(response: unknown): boolean {
    this.#isCommitted = true;
    this.#observer.onFirstEvent();
    this.#sink.commit(200, documentHeaders);
    return this.#sink.write(Buffer.from(JSON.stringify(response)));
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
