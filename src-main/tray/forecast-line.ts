import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import { durationText } from './duration-text.ts';
import { menuText } from './menu-text.ts';

/** `60 % left · at this pace dry in 2 h · Work first`; `null` where nobody knows anything worth a line. */
export function forecastLine(
  forecast: PoolForecast,
  accounts: readonly Pick<AccountSummary, 'accountId' | 'displayName'>[],
  nowMs: number,
): string | null {
  const { status, remainingPercent, nextSpentAccountId } = forecast;
  if (status === 'no_accounts' || status === 'unknown') return null;
  if (status === 'dry') {
    const backMs = msUntil(forecast.backAt, nowMs);
    return backMs === null ? 'Nothing left' : `Nothing left · back in ${durationText(backMs)}`;
  }
  const parts = remainingPercent === null ? [] : [`${Math.floor(remainingPercent)} % of the pool left`];
  const dryMs = msUntil(forecast.runsOutAt, nowMs);
  if (dryMs !== null) parts.push(`at this pace dry in ${durationText(dryMs)}`);
  const first = dryMs === null ? undefined : accounts.find(({ accountId }) => accountId === nextSpentAccountId);
  if (first && accounts.length > 1) parts.push(`${menuText(first.displayName)} first`);
  return parts.length === 0 ? null : parts.join(' · ');
}

function msUntil(time: string | null, nowMs: number): number | null {
  return time === null ? null : Date.parse(time) - nowMs;
}
