import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { AccountProbe } from '../../src-proxy/contract/account-actions.ts';
import { windowName } from './usage-windows.ts';

type WindowLengths = Pick<AccountSummary, 'windowMinutesPrimary' | 'windowMinutesSecondary'>;

/** What a probe did, in a line: `answered, 5 h 41 % → 42 % used`. */
export function probeText(
  probe: AccountProbe,
  { windowMinutesPrimary, windowMinutesSecondary }: WindowLengths,
): string {
  const parts = [
    outcome(probe.probeStatusCode),
    used(
      windowName(windowMinutesPrimary, 'Short window'),
      probe.primaryUsedPercentBefore,
      probe.primaryUsedPercentAfter,
    ),
    used(windowName(windowMinutesSecondary, 'Week'), probe.secondaryUsedPercentBefore, probe.secondaryUsedPercentAfter),
    probe.accountStatusBefore === probe.accountStatusAfter
      ? ''
      : `now ${probe.accountStatusAfter.replaceAll('_', ' ')}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function outcome(statusCode: number | null): string {
  if (statusCode === null) return 'no answer';
  return statusCode < 300 ? 'answered' : `refused with HTTP ${statusCode}`;
}

function used(name: string, before: number | null, after: number | null): string {
  if (after === null) return '';
  return before === null ? `${name} ${percent(after)} used` : `${name} ${percent(before)} → ${percent(after)} used`;
}

function percent(value: number): string {
  return `${Math.ceil(value)} %`;
}
