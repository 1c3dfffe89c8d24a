import { detailOf } from '../candidate-detail.ts';
import type { DecisionReason } from '../decision-reasons.ts';
import type { KeptCandidate } from '../kept-decision.ts';
import type { AttemptRecord, Candidate } from '../request-log.ts';
import type { SpokenWords } from './spoken-words.ts';

type Decision = AttemptRecord['decision'];

/** Why a decision was made as it was. @param words `null` for English */
export function decisionReason(
  { reason, reasonCode }: Pick<Decision, 'reason' | 'reasonCode'>,
  words: Pick<SpokenWords, 'decisions'> | null,
): string {
  return (reasonCode == null ? undefined : words?.decisions[reasonCode as DecisionReason]) ?? reason;
}

/** The sentence for one of the candidates. Times stand in it as ISO-8601. @param words `null` for English */
export function candidateSentence(
  candidate: Candidate,
  { strategy, candidates }: Pick<Decision, 'strategy' | 'candidates'>,
  words: Pick<SpokenWords, 'candidates'> | null,
): string {
  if (words === null) return candidate.detail;
  const kept = keptOf(candidate);
  if (kept === null) return words.candidates.sources[candidate.code] ?? candidate.detail;
  const chosen = candidates.find(({ verdict }) => verdict === 'chosen');
  return detailOf(kept, chosen === undefined ? null : keptOf(chosen), strategy, words.candidates);
}

function keptOf({ facts, accountId, verdict, code }: Candidate): KeptCandidate | null {
  if (facts === undefined) return null;
  const { short, long, figure, cause } = facts;
  const kept = { accountId, verdict, code, short, long, figure };
  return cause === undefined ? kept : { ...kept, cause };
}
