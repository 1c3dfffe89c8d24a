import { detailOf } from '#contract/candidate-detail.ts';
import type { DecisionReason } from '#contract/decision-reasons.ts';
import type { KeptCandidate } from '#contract/kept-decision.ts';
import type { AttemptRecord, Candidate } from '#contract/request-log.ts';

import { engineWords } from '../../i18n/messages.ts';

type Decision = AttemptRecord['decision'];

/** Why a decision was made as it was, in the language of the page. */
export function decisionReason({ reason, reasonCode }: Pick<Decision, 'reason' | 'reasonCode'>): string {
  const words = reasonCode == null ? undefined : engineWords?.decisions[reasonCode as DecisionReason];
  return words ?? reason;
}

/** The sentence for one of the candidates, in the language of the page. Times stand in it as ISO-8601. */
export function candidateSentence(candidate: Candidate, { strategy, candidates }: Decision): string {
  const words = engineWords?.candidates;
  if (words === undefined) return candidate.detail;
  const kept = keptOf(candidate);
  if (kept === null) return words.sources[candidate.code] ?? candidate.detail;
  const chosen = candidates.find(({ verdict }) => verdict === 'chosen');
  return detailOf(kept, chosen === undefined ? null : keptOf(chosen), strategy, words);
}

function keptOf({ facts, accountId, verdict, code }: Candidate): KeptCandidate | null {
  if (facts === undefined) return null;
  const { short, long, figure, cause } = facts;
  const kept = { accountId, verdict, code, short, long, figure };
  return cause === undefined ? kept : { ...kept, cause };
}
