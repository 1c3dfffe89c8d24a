import type { Dispatcher } from 'undici';

import {
  hasTold,
  type AnswerSink,
  type AttemptObserver,
  type AttemptResult,
  type TokenUsage,
  type UpstreamFailure,
} from '../provider.ts';
import { EventSplitter, type WholeEvents } from '../../wire/event-splitter.ts';
import { ClientLeft, EndedEarly, EventTooLarge, Stalled, Superseded } from './abort-reasons.ts';
import { failureOfConnection, failureOfEvent, failureOfResponse } from './error-table.ts';
import { ofModel } from './model-failures.ts';
import { ProgressWatch } from './progress-watch.ts';
import { EventKinds } from './event-kind.ts';
import { OutputCount } from './output-count.ts';
import { eventData, responseIdOf, usageOfTerminalEvent } from './response-events.ts';
import { clientHeaders, headerReader, type RawHeaders } from './response-headers.ts';
import { usageOfEvent } from './usage.ts';
import { usageOfHeaders } from './usage-headers.ts';

/** As the reference: an event larger than this is not an event. */
const maxEventBytes = 16 * 1024 * 1024;
/** An error body is kept for the client and the log; nobody sends a larger one on purpose. */
const maxErrorBytes = 1024 * 1024;

interface AnswerHandlerOptions {
  readonly sink: AnswerSink;
  readonly observer: AttemptObserver;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly idleTimeoutMs: number;
  readonly firstEventTimeoutMs: number;
  readonly done: (result: AttemptResult) => void;
}

/**
 * Watches one answer go by. Bytes are handed on as they came; beside them it notes usage, learns whether the answer
 * failed before anything was shown, and whether it came to a proper end.
 */
export class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #options: AnswerHandlerOptions;
  readonly #progress: ProgressWatch;
  #controller: Dispatcher.DispatchController | null = null;
  #statusCode = 0;
  #headers: string[] = [];
  #mode: 'events' | 'plain' | 'error' = 'plain';
  #splitter: EventSplitter | null = null;
  readonly #kinds = new EventKinds();
  readonly #output = new OutputCount();
  #committed = false;
  /** Events that no client shows, kept until one comes that a client could. */
  #unshown: Buffer[] = [];
  #sent = false;
  #sawEvent = false;
  #sawTerminal = false;
  #settled = false;
  #usage: TokenUsage | null = null;
  #terminalFailure: UpstreamFailure | null = null;
  #errorBody: Buffer[] = [];
  #errorBytes = 0;
  #waiting = false;

  constructor(options: AnswerHandlerOptions) {
    this.#options = options;
    const { idleTimeoutMs, firstEventTimeoutMs } = options;
    this.#progress = new ProgressWatch({
      idleTimeoutMs,
      firstEventTimeoutMs,
      onStall: (failure) => this.#controller?.abort(new Stalled(failure)),
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#options.signal.aborted) {
      controller.abort(new ClientLeft());
      return;
    }
    this.#sent = true;
    this.#progress.start();
    this.#options.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => {
    this.#controller?.abort(new ClientLeft());
  };

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number): void {
    if (statusCode < 200) return;
    this.#statusCode = statusCode;
    this.#headers = clientHeaders((controller.rawHeaders ?? []) as RawHeaders);
    const header = headerReader(this.#headers);
    const sample = usageOfHeaders(this.#headers, this.#options.nowMs());
    if (sample !== null) this.#options.observer.onUsageSample(sample);
    if (statusCode >= 400) {
      this.#mode = 'error';
    } else if (header('content-type')?.toLowerCase().startsWith('text/event-stream')) {
      this.#mode = 'events';
      this.#splitter = new EventSplitter(maxEventBytes);
    } else {
      this.#options.observer.onFirstEvent();
      this.#commit();
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#mode !== 'events') this.#progress.noteProgress();
    if (this.#mode === 'error') this.#keepError(chunk);
    else if (this.#splitter === null) this.#forward(controller, chunk);
    else this.#onEventBytes(controller, this.#splitter, chunk);
  }

  #onEventBytes(controller: Dispatcher.DispatchController, splitter: EventSplitter, chunk: Buffer): void {
    const whole = splitter.push(chunk);
    if (splitter.overflowed) {
      controller.abort(new EventTooLarge(maxEventBytes));
      return;
    }
    if (whole === null) return;
    const unseenFailure = this.#inspect(whole);
    if (unseenFailure !== null) {
      this.#finish({ kind: 'refused', failure: unseenFailure });
      controller.abort(new Superseded());
    } else if (this.#committed) {
      this.#forward(controller, whole.bytes);
    } else if (this.#sawEvent) {
      this.#commit();
      this.#forward(
        controller,
        this.#unshown.length === 0 ? whole.bytes : Buffer.concat([...this.#unshown, whole.bytes]),
      );
    } else {
      this.#unshown.push(whole.bytes);
    }
  }

  /** Reads the events of one piece. Returns the failure if another account could do better, and nothing that a client could show came before it. */
  #inspect(whole: WholeEvents): UpstreamFailure | null {
    let unseen = !this.#committed;
    let progressed = false;
    let start = 0;
    for (const end of whole.ends) {
      const kind = this.#kinds.of(whole.bytes, start, end);
      const { type } = kind;
      progressed ||= kind.isProgress;
      if (kind.isDelta) this.#output.note(type, whole.bytes, start, end);
      if (!this.#sawEvent && kind.isOfAnswer) {
        this.#sawEvent = true;
        this.#options.observer.onFirstEvent();
      }
      if (type === 'response.created') this.#noteResponseId(whole.bytes, start, end);
      if (type === 'codex.rate_limits') this.#noteRateLimits(eventData(whole.bytes, start, end));
      else if (kind.isTerminal) {
        this.#sawTerminal = true;
        this.#usage = usageOfTerminalEvent(whole.bytes, start, end) ?? this.#usage;
        if (kind.isFailure) {
          const nowMs = this.#options.nowMs();
          const failure = ofModel(failureOfEvent(eventData(whole.bytes, start, end), nowMs), this.#headers, nowMs);
          // What is the request's own fault, everybody would say: it goes to the client as it came.
          if (unseen && failure.class !== 'request') return failure;
          this.#terminalFailure = failure;
        }
        unseen = false;
      } else if (kind.isOfAnswer && !kind.isAnnouncement) unseen = false;
      start = end;
    }
    if (progressed) this.#progress.noteProgress();
    return null;
  }

  #noteResponseId(bytes: Buffer, start: number, end: number): void {
    const responseId = responseIdOf(bytes, start, end);
    if (responseId !== null) this.#options.observer.onResponseId?.(responseId);
  }

  #noteRateLimits(data: string): void {
    try {
      const sample = usageOfEvent(JSON.parse(data), this.#options.nowMs());
      if (sample !== null) this.#options.observer.onUsageSample(sample);
    } catch (error) {
      // Not for us to judge: the client gets the same bytes and will.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  #commit(): void {
    this.#committed = true;
    this.#options.sink.commit(this.#statusCode, this.#headers);
  }

  #forward(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#options.sink.write(bytes) || this.#waiting) return;
    this.#waiting = true;
    this.#progress.pause();
    controller.pause();
    this.#options.sink.onDrain(() => {
      this.#waiting = false;
      this.#progress.start();
      controller.resume();
    });
  }

  #keepError(chunk: Buffer): void {
    this.#errorBytes += chunk.length;
    if (this.#errorBytes <= maxErrorBytes) this.#errorBody.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#mode === 'error') {
      const response = {
        statusCode: this.#statusCode,
        rawHeaders: this.#headers,
        body: Buffer.concat(this.#errorBody),
      };
      const retryAfter = headerReader(this.#headers)('retry-after');
      const nowMs = this.#options.nowMs();
      const failure = ofModel(failureOfResponse(response, retryAfter, nowMs), this.#headers, nowMs);
      this.#finish({ kind: 'refused', failure });
      return;
    }
    if (this.#mode === 'events' && !this.#sawTerminal) {
      this.#fail({
        ...failureOfConnection(new EndedEarly(), true),
        message: 'The upstream ended the answer before it was complete.',
      });
      return;
    }
    const rest = this.#splitter?.takePending() ?? null;
    if (rest !== null) this.#options.sink.write(rest);
    this.#finish(this.#answered());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (error instanceof ClientLeft) {
      this.#finish({ kind: 'abandoned', ...this.#taken(), statusCode: this.#committed ? this.#statusCode : null });
    } else if (error instanceof EventTooLarge) {
      this.#fail({ ...failureOfConnection(error, true), code: 'upstream_event_too_large', message: error.message });
    } else if (error instanceof Stalled && !this.#sawTerminal) {
      this.#fail(error.failure);
    } else if (this.#sawTerminal) {
      // The answer was complete; that the connection then broke changes nothing for anybody.
      this.#finish(this.#answered());
    } else {
      this.#fail(failureOfConnection(error, this.#sent));
    }
  }

  #fail(failure: UpstreamFailure): void {
    if (!this.#committed) this.#finish({ kind: 'refused', failure });
    else this.#finish({ kind: 'broken', statusCode: this.#statusCode, ...this.#taken(), failure });
  }

  #answered(): AttemptResult {
    return { kind: 'answered', statusCode: this.#statusCode, ...this.#taken(), failure: this.#terminalFailure };
  }

  /** What the upstream says that it took; where it did not come to that, what can be told from outside. */
  #taken(): Pick<Extract<AttemptResult, { usage: unknown }>, 'usage' | 'seen'> {
    return hasTold(this.#usage) ? { usage: this.#usage } : { usage: this.#usage, seen: this.#output.seen() };
  }

  #finish(result: AttemptResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#progress.stop();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#options.done(result);
  }
}
