import type { Refusal } from '../contract/refusal.ts';
import type { AnswerSink, UpstreamFailure, UpstreamResponse } from '../providers/provider.ts';
import type { Owned } from './owners.ts';

export interface WaitNotice {
  readonly waitedSeconds: number;
  /** After so many seconds more it is refused, at the latest. */
  readonly leftSeconds: number;
}

/** The client's side of one request. Made by an ingress, which alone knows how its protocol says a thing. */
export interface ClientAnswer extends AnswerSink {
  /** Aborted when the client leaves, or by `stop`. */
  readonly signal: AbortSignal;
  /** Ends the work for this client; what it is told is up to the relay. */
  stop(): void;
  /** Cuts its connection without a word, because it takes none; `signal` aborts with the reason. Where answers can wait for their client. */
  cut?(reason: Error): void;
  /** Headers of ours for whatever head goes out, an empty one to take back what was said before; where answers have none, nobody misses them. */
  annotate?(headers: Readonly<Record<string, string>>): void;
  /**
   * The request still waits for an account: a sign of life in the protocol's own form. Only where one can go out without a
   * head: an HTTP answer holds its head back instead, which clients bear for 300 seconds, so that it can still be refused
   * with a status of its own.
   */
  stillWaits?(notice: WaitNotice): void;
  /** Nothing was shown: our own refusal. */
  refuse(refusal: Refusal): void;
  /** Nothing was shown: the upstream's refusal, status and body as they came. */
  refuseAsUpstream(response: UpstreamResponse): void;
  /** Something was shown and then it broke: the protocol's own terminal event. */
  break(failure: UpstreamFailure): void;
  /**
   * Asked once when the upstream's answer went through: why the client cannot be given it all the same. Only an ingress
   * that reshapes answers has anything to say here.
   */
  objection?(): Refusal | null;
  /**
   * Asked when the upstream's answer went through and may be asked for once more: true where it came to nothing that a
   * client could use, and nothing was shown of it. What came is then forgotten.
   */
  startOver?(): boolean;
  /** Asked once when the upstream's answer went through: what it made that exists on its account alone. */
  made?(): Owned | null;
  /** A model source answered: on an upstream's connection of the client's own nothing is left to go on from. */
  answeredElsewhere?(): void;
  /** Ends the answer. Called once, last, whatever happened. */
  end(): void;
}
