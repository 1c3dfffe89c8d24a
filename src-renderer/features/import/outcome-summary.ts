import type { ImportOutcome } from '#contract/account.ts';

import { messages } from '../../i18n/messages.ts';

/** An import in one line. */
export function outcomeSummary(outcomes: readonly ImportOutcome[]): string {
  const count = (result: ImportOutcome['result']) => outcomes.filter((outcome) => outcome.result === result).length;
  return outcomes.length === 0
    ? messages.add.nothingInFiles
    : messages.add.summary(count('added'), count('updated'), count('kept') + count('duplicate'), count('failed'));
}
