import type { UsageSample } from '../../../storage/store.ts';
import { findMembers, stringAt } from '../../../wire/json-scan.ts';
import {
  hasTold,
  type AnswerSink,
  type AttemptObserver,
  type AttemptResult,
  type TokenUsage,
  type UpstreamFailure,
} from '../../provider.ts';
import { failureOfConnection } from '../error-table.ts';
import { ofModel } from '../model-failures.ts';
import { isDelta, OutputCount } from '../output-count.ts';
import { ProgressWatch } from '../progress-watch.ts';
import { announcementTypes, failureTypes, isProgress, terminalTypes, usageOfTerminalData } from '../response-events.ts';
import { toldTogether, usageOfEvent } from '../usage.ts';
import { usageOfHeaders } from '../usage-headers.ts';
import { maxFrameBytes } from './open-socket.ts';
import { failureOfClose, failureOfFrame, headersOfFrame } from './frame-failures.ts';

export interface FrameAnswerOptions {
  readonly sink: AnswerSink;
  readonly observer: AttemptObserver;
  readonly nowMs: () => number;
  /** How long frames that no client shows are held back, so that a failure right after them is still unseen. */
  readonly holdMs: number;
  /** How long no progress may be made; what only keeps a connection open is none. */
  readonly idleTimeoutMs: number;
  /** The same until the first event. */
  readonly firstEventTimeoutMs: number;
  /** Stops and resumes the reading of frames. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly done: (result: AttemptResult) => void;
}

/** A WebSocket that serves an answer says so with no status; the log has the one that means the same. */
const okStatus = 200;

/**
 * Watches the frames of one answer go by. Each is one event, and is handed on as it came; beside them it notes usage,
 * learns whether the answer failed before anything was shown, and whether it came to a proper end.
 */
export class FrameAnswer {
  readonly #options: FrameAnswerOptions;
  readonly #progress: ProgressWatch;
  readonly #output = new OutputCount();
  #committed = false;
  #settled = false;
  /** Frames that no client shows, kept until one comes that a client could, or until that takes too long. */
  #unshown: Buffer[] = [];
  #holding: NodeJS.Timeout | null = null;
  #sawEvent = false;
  /** Of the account's limits, in this answer. */
  #toldOfLimits: UsageSample | null = null;
  #waiting = false;

  constructor(options: FrameAnswerOptions) {
    this.#options = options;
    const { idleTimeoutMs, firstEventTimeoutMs } = options;
    this.#progress = new ProgressWatch({
      idleTimeoutMs,
      firstEventTimeoutMs,
      onStall: (failure) => this.#fail(failure),
    });
    this.#progress.start();
  }

  take(frame: Buffer): void {
    if (this.#settled) return;
    const type = stringAt(frame, findMembers(frame, ['type']).type) ?? '';
    const isOfTheAnswer = isProgress(type);
    if (type === 'codex.rate_limits') this.#noteRateLimits(frame);
    if (isOfTheAnswer) this.#noteProgress();
    if (isDelta(type)) this.#output.note(type, frame, 0, frame.length);
    if (terminalTypes.has(type)) this.#takeTerminal(frame, failureTypes.has(type));
    else if (!this.#committed && (!isOfTheAnswer || announcementTypes.has(type))) this.#holdBack(frame);
    else this.#show(frame);
  }

  #noteProgress(): void {
    this.#progress.noteProgress();
    if (this.#sawEvent) return;
    this.#sawEvent = true;
    this.#options.observer.onFirstEvent();
  }

  #takeTerminal(frame: Buffer, failed: boolean): void {
    const { observer, nowMs } = this.#options;
    let failure: UpstreamFailure | null = null;
    if (failed) {
      const rawHeaders = headersOfFrame(frame);
      const sample = usageOfHeaders(rawHeaders, nowMs());
      if (sample !== null) observer.onUsageSample(sample);
      failure = ofModel(failureOfFrame(frame, nowMs()), rawHeaders, nowMs(), this.#toldOfLimits);
    }
    if (failure !== null && !this.#committed) {
      this.#finish({ kind: 'refused', failure });
      return;
    }
    const usage: TokenUsage | null = usageOfTerminalData(frame);
    this.#show(frame);
    const seen = hasTold(usage) ? {} : { seen: this.#output.seen() };
    this.#finish({ kind: 'answered', statusCode: okStatus, usage, ...seen, failure });
  }

  #holdBack(frame: Buffer): void {
    this.#unshown.push(frame);
    this.#holding ??= setTimeout(() => this.#commit(), this.#options.holdMs);
  }

  #show(frame: Buffer): void {
    this.#commit();
    this.#write(frame);
  }

  #commit(): void {
    if (this.#committed || this.#settled) return;
    this.#committed = true;
    if (this.#holding !== null) clearTimeout(this.#holding);
    this.#options.sink.commit(okStatus, []);
    for (const frame of this.#unshown.splice(0)) this.#write(frame);
  }

  #write(frame: Buffer): void {
    const { sink, pause, resume } = this.#options;
    if (sink.write(frame) || this.#waiting) return;
    this.#waiting = true;
    // It is the client that keeps everybody waiting now.
    this.#progress.pause();
    pause();
    sink.onDrain(() => {
      this.#waiting = false;
      resume();
      if (!this.#settled) this.#progress.start();
    });
  }

  #noteRateLimits(frame: Buffer): void {
    try {
      const sample = usageOfEvent(JSON.parse(frame.toString('utf8')), this.#options.nowMs());
      if (sample === null) return;
      this.#toldOfLimits = toldTogether(this.#toldOfLimits, sample);
      this.#options.observer.onUsageSample(sample);
    } catch (error) {
      // Not for us to judge: the client gets the same bytes and will.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  /** The connection is gone. `tooLarge` when it went because of a frame that is no event. */
  closed(code: number, tooLarge: boolean): void {
    const failure = failureOfClose(code, this.#sawEvent);
    if (!tooLarge) this.#fail(failure);
    else
      this.#fail({
        ...failure,
        class: 'dropped',
        code: 'upstream_event_too_large',
        message: `The upstream sent an event of more than ${maxFrameBytes / 1024 / 1024} MiB.`,
      });
  }

  /** Events are text; what else comes is no answer to anything. */
  tookBinary(): void {
    this.#fail({
      ...failureOfConnection(new Error('a binary frame came'), true),
      message: 'The upstream sent something that is no event.',
    });
  }

  clientLeft(): void {
    const statusCode = this.#committed ? okStatus : null;
    this.#finish({ kind: 'abandoned', statusCode, usage: null, seen: this.#output.seen() });
  }

  #fail(failure: UpstreamFailure): void {
    if (!this.#committed) this.#finish({ kind: 'refused', failure });
    else this.#finish({ kind: 'broken', statusCode: okStatus, usage: null, seen: this.#output.seen(), failure });
  }

  #finish(result: AttemptResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#progress.stop();
    if (this.#holding !== null) clearTimeout(this.#holding);
    this.#options.done(result);
  }
}
