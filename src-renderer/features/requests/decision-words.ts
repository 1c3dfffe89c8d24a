import type { AttemptRecord, Candidate } from '#contract/request-log.ts';
import * as spoken from '#contract/spoken/decision-words.ts';

import { engineWords } from '../../i18n/messages.ts';

type Decision = AttemptRecord['decision'];

/** Why a decision was made as it was, in the language of the page. */
export function decisionReason(decision: Pick<Decision, 'reason' | 'reasonCode'>): string {
  return spoken.decisionReason(decision, engineWords);
}

/** The sentence for one of the candidates, in the language of the page. Times stand in it as ISO-8601. */
export function candidateSentence(candidate: Candidate, decision: Decision): string {
  return spoken.candidateSentence(candidate, decision, engineWords);
}
