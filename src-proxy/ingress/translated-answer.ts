import type { ServerResponse } from 'node:http';

import { Refusal, toRefusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { UpstreamFailure, UpstreamResponse } from '../providers/provider.ts';
import type { ClientAnswer } from '../relay/client-answer.ts';
import { AnswerFace } from './answer-face.ts';
import { emptyCode, type ChatFailure } from '../translate/upstream-error.ts';
import { departureOf } from './departure.ts';
import { EventFeed, type FedEvent } from './event-feed.ts';
import { KeepAlive } from './keep-alive.ts';
import { failureOfAnswer, failureOfRefusal, failureOfUpstream } from './openai-error.ts';

/** How one protocol says an answer: fed with the upstream's events, asked what of it can be written. */
export interface Translation {
  push(event: FedEvent): void;
  /** True where the event was understood from its bytes alone, and is done with: then it need not be parsed. */
  readonly takes?: (bytes: Buffer, start: number, end: number) => boolean;
  /** The answer ends with this, unless it has ended. */
  fail(failure: ChatFailure): void;
  /** The upstream has nothing more to say. Without an end of its own the answer has then failed. */
  end(): void;
  /** Why the answer is none; `null` while it runs, and for a good end. */
  readonly failure: ChatFailure | null;
  /** The same where it is a refusal of our own. */
  readonly refusal?: Refusal | null;
  /** What is to be written by now; empty while nothing was said that a client could show. */
  takeWritten(): string | Buffer;
  /** For a client that wants one JSON document: that, once the answer has ended well. */
  readonly document?: () => string;
}

export interface TranslatedAnswerOptions {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly clock: Clock;
  readonly translation: Translation;
  /** Another like it, for an answer that is asked for once more because it came to nothing; absent where none is. */
  readonly fresh?: (() => Translation) | undefined;
  /** What the client is told in place of a failure, before anything was shown; `null` where it is told the failure. */
  readonly instead?: ((failure: ChatFailure) => string | Buffer | null) | undefined;
}

/**
 * The client's side of a request whose answer is written in another form than the upstream's. Until something was shown, a
 * failure is an HTTP status; after it, the protocol's own word for an end that is none.
 */
export function createTranslatedAnswer(options: TranslatedAnswerOptions): ClientAnswer {
  const { response, requestId, clock, fresh } = options;
  const face = new AnswerFace(response, requestId);
  let { translation } = options;
  let feed = new EventFeed();
  const isStream = translation.document === undefined;
  let takes = translation.takes ?? null;
  const life = new KeepAlive(response, clock, () => face.beat());
  /** The head of a failure was written already, or needs none. */
  let isTold = false;
  /** Something of the answer itself, as against signs of life. */
  let isWritten = false;

  function flush(): boolean {
    const written = translation.takeWritten();
    if (written.length === 0) return true;
    life.note();
    isWritten = true;
    return face.event(written);
  }

  function isToldInstead(failure: ChatFailure): boolean {
    const instead = face.isShown ? null : (options.instead?.(failure) ?? null);
    if (instead === null) return false;
    response.setHeader('x-evenkeel-hidden-error', failure.error.code);
    if (isStream) face.event(instead);
    else face.json(200, instead);
    return true;
  }

  /** What the client is told when the answer is over. */
  function conclude(): void {
    translation.end();
    const { failure } = translation;
    if (failure !== null && isToldInstead(failure)) return;
    if (failure !== null && !face.isShown) face.fail(failure);
    else if (translation.document !== undefined) face.json(200, translation.document());
    else flush();
  }

  return {
    ...departureOf(response),
    commit(_statusCode: number, rawHeaders: readonly string[]): void {
      face.accept(rawHeaders);
      if (isStream) life.note();
    },
    write(chunk: Buffer): boolean {
      try {
        for (const event of feed.read(chunk, takes)) translation.push(event);
      } catch (error) {
        translation.fail(failureOfRefusal(toRefusal(error)));
      }
      // A failure before anything was shown is told with its own status, at the end.
      if (translation.failure !== null && !face.isShown) return true;
      return flush();
    },
    onDrain: (listener) => face.onDrain(listener),
    refuse(refusal: Refusal): void {
      if (isTold) return;
      if (face.isShown || translation.failure !== null) return translation.fail(failureOfRefusal(refusal));
      isTold = true;
      face.refuse(refusal);
    },
    refuseAsUpstream(upstream: UpstreamResponse): void {
      isTold = true;
      if (!isToldInstead(failureOfAnswer(upstream))) face.refuseAsUpstream(upstream);
    },
    break: (failure: UpstreamFailure) => translation.fail(failureOfUpstream(failure)),
    startOver(): boolean {
      if (fresh === undefined || isWritten) return false;
      translation.end();
      if (translation.failure?.error.code !== emptyCode) return false;
      translation = fresh();
      takes = translation.takes ?? null;
      feed = new EventFeed();
      return true;
    },
    objection(): Refusal | null {
      translation.end();
      const { failure } = translation;
      if (failure === null) return null;
      if (failure.error.code === emptyCode) return new Refusal(emptyCode, failure.error.message);
      return translation.refusal ?? new Refusal('upstream_error', failure.error.message);
    },
    end(): void {
      life.stop();
      if (response.destroyed || response.writableEnded) return;
      if (!isTold) conclude();
      face.end();
    },
  };
}
