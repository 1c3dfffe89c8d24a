import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { Speech } from '../i18n/speech.ts';
import { menuText } from './menu-text.ts';

/** `60% of the pool left · at this pace dry in 2h · Work first`; `null` where nobody knows anything worth a line. */
export function forecastLine(
  forecast: PoolForecast,
  accounts: readonly Pick<AccountSummary, 'accountId' | 'displayName'>[],
  { say, percentLeft, span }: Speech,
  nowMs: number,
): string | null {
  const { status, remainingPercent, nextSpentAccountId } = forecast;
  if (status === 'no_accounts' || status === 'unknown') return null;
  if (status === 'dry') {
    const backMs = msUntil(forecast.backAt, nowMs);
    return backMs === null ? say.pool.dry : say.pool.dryUntil(span(backMs));
  }
  const parts = remainingPercent === null ? [] : [say.pool.left(percentLeft(remainingPercent))];
  const dryMs = msUntil(forecast.runsOutAt, nowMs);
  if (dryMs !== null) parts.push(say.pool.runsDry(span(dryMs)));
  const first = dryMs === null ? undefined : accounts.find(({ accountId }) => accountId === nextSpentAccountId);
  if (first && accounts.length > 1) parts.push(say.pool.first(menuText(first.displayName)));
  return parts.length === 0 ? null : parts.join(' · ');
}

function msUntil(time: string | null, nowMs: number): number | null {
  return time === null ? null : Date.parse(time) - nowMs;
}
