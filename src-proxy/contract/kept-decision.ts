import type { AttemptRecord, Candidate, RequestLogEntry } from './request-log.ts';

/**
 * A candidate as it is kept: figures instead of a sentence, because one is made for every account at every attempt, and
 * hardly any is ever read. `candidate-detail.ts` makes the sentence.
 */
export interface KeptCandidate {
  readonly accountId: string;
  readonly verdict: Candidate['verdict'];
  readonly code: string;
  /** Percent used of the short and of the long window, running attempts included; `null` when nobody has told us. */
  readonly short: number | null;
  readonly long: number | null;
  /** What the code, or of those that lost the strategy, goes by. */
  readonly figure: number | null;
  /** The code of why a try failed. */
  readonly cause?: string;
}

/** One routing decision as it is made and kept. Some are kept with sentences: those of before, and those of no choice. */
export interface RoutingDecision {
  readonly strategy: string;
  readonly accountId: string | null;
  readonly reason: string;
  readonly seed?: number;
  readonly candidates: readonly (KeptCandidate | Candidate)[];
}

export interface KeptAttempt extends Omit<AttemptRecord, 'decision'> {
  readonly decision: RoutingDecision;
}

export interface KeptRequestLogEntry extends Omit<RequestLogEntry, 'id' | 'attempts' | 'refusedDecision'> {
  readonly attempts: readonly KeptAttempt[];
  readonly refusedDecision: RoutingDecision | null;
}
