import { detailOf } from './candidate-detail.ts';
import { decisionReasonOf } from './decision-reasons.ts';
import type { KeptAttempt, KeptCandidate, KeptRequestLogEntry, RoutingDecision } from './kept-decision.ts';
import type { AttemptRecord, Candidate, RequestLogEntry } from './request-log.ts';

/** The decision with a sentence for every candidate. */
export function readableDecision(decision: RoutingDecision): AttemptRecord['decision'] {
  const { candidates, strategy } = decision;
  const chosen = candidates.find((candidate) => candidate.verdict === 'chosen');
  const reasonCode = decisionReasonOf(decision);
  const yardstick = chosen === undefined || 'detail' in chosen ? null : chosen;
  return {
    ...decision,
    ...(reasonCode === null ? {} : { reasonCode }),
    candidates: candidates.map((candidate) =>
      'detail' in candidate
        ? candidate
        : {
            accountId: candidate.accountId,
            verdict: candidate.verdict,
            code: candidate.code,
            detail: detailOf(candidate, yardstick, strategy),
            facts: factsOf(candidate),
          },
    ),
  };
}

function factsOf({ short, long, figure, cause }: KeptCandidate): NonNullable<Candidate['facts']> {
  return cause === undefined ? { short, long, figure } : { short, long, figure, cause };
}

export function readableAttempts(attempts: readonly KeptAttempt[]): AttemptRecord[] {
  return attempts.map((attempt) => ({ ...attempt, decision: readableDecision(attempt.decision) }));
}

/** An entry whose sentences are made when somebody reads them, and then once. */
export function readableEntry(id: number, entry: KeptRequestLogEntry): RequestLogEntry {
  let attempts: AttemptRecord[] | undefined;
  return {
    id,
    ...entry,
    refusedDecision: entry.refusedDecision && readableDecision(entry.refusedDecision),
    get attempts() {
      return (attempts ??= readableAttempts(entry.attempts));
    },
  };
}
