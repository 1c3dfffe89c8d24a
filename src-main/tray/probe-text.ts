import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { AccountProbe } from '../../src-proxy/contract/account-actions.ts';
import type { Sentences, Speech } from '../i18n/speech.ts';
import { windowLength, windowName } from './usage-windows.ts';

type WindowLengths = Pick<AccountSummary, 'windowMinutesPrimary' | 'windowMinutesSecondary'>;

/** What a probe did, in a line: `answered, 5h 41% → 42% used`. */
export function probeText(probe: AccountProbe, lengths: WindowLengths, speech: Speech): string {
  const short = windowName(windowLength(lengths.windowMinutesPrimary, 'short'), speech);
  const week = windowName(windowLength(lengths.windowMinutesSecondary, 'week'), speech);
  const { say } = speech;
  const parts = [
    outcome(probe.probeStatusCode, say),
    used(short, probe.primaryUsedPercentBefore, probe.primaryUsedPercentAfter, speech),
    used(week, probe.secondaryUsedPercentBefore, probe.secondaryUsedPercentAfter, speech),
    probe.accountStatusBefore === probe.accountStatusAfter
      ? ''
      : say.probe.now(say.account.status[probe.accountStatusAfter]),
  ];
  return say.probe.parts(parts.filter((part) => part !== ''));
}

function outcome(statusCode: number | null, { probe: say }: Sentences): string {
  if (statusCode === null) return say.noAnswer;
  return statusCode < 300 ? say.answered : say.refused(String(statusCode));
}

function used(name: string, before: number | null, after: number | null, { say, percentUsed }: Speech): string {
  if (after === null) return '';
  const now = percentUsed(after);
  return before === null ? say.probe.used(name, now) : say.probe.usedSince(name, percentUsed(before), now);
}
