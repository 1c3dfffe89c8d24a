import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { TrayPercentKind } from '../../src-proxy/contract/settings/desktop.ts';
import { usageWindows, type UsageWindow } from './usage-windows.ts';

interface PercentInput {
  readonly accounts: readonly AccountSummary[];
  readonly forecast: Pick<PoolForecast, 'remainingPercent'> | null;
  /** The account that the owner uses alone. */
  readonly onlyAccountId: string | null;
}

/**
 * The figure for the icon, a whole number from 0 to 100; `null` where nobody knows it. Of single windows it is the lowest
 * among the accounts that may serve now: what is paused or used up says nothing about what is left.
 */
export function trayPercent(of: TrayPercentKind, { accounts, forecast, onlyAccountId }: PercentInput): number | null {
  if (of === 'pool') return whole(forecast?.remainingPercent ?? null);
  const serving = accounts.filter(
    ({ accountId, status }) => status === 'active' && (onlyAccountId === null || accountId === onlyAccountId),
  );
  const lefts = serving
    .flatMap(usageWindows)
    .filter((window) => of === 'lowest' || window.kind === of)
    .map(({ leftPercent }: UsageWindow) => leftPercent);
  return whole(lefts.length === 0 ? null : Math.min(...lefts));
}

function whole(percent: number | null): number | null {
  return percent === null ? null : Math.floor(percent);
}
