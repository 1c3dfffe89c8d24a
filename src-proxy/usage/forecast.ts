import type { AccountStatus } from '../contract/account.ts';
import type { PoolForecast, WindowForecast } from '../contract/forecast.ts';
import type { UsagePoint, UsageSample, UsageWindow, UsageWindowName } from '../storage/store.ts';
import { burnRatePerHour } from './burn-rate.ts';
import { planCapacity } from './plan-capacity.ts';
import { projectedRunOut, type PoolShare } from './run-out.ts';

export interface ForecastAccount {
  readonly id: string;
  readonly planType: string;
  readonly status: AccountStatus;
  /** When a limit that we know of lifts. */
  readonly resetAtMs: number | null;
  readonly usage: UsageSample | null;
}

export const windowNames: readonly UsageWindowName[] = ['primary', 'secondary', 'monthly'];

interface Member extends WindowForecast {
  readonly share: PoolShare;
}

/** How long the pool lasts at the present pace. Pure. `trail` gives an account's points in one window, oldest first. */
export function forecastPool(
  accounts: readonly ForecastAccount[],
  trail: (accountId: string, window: UsageWindowName) => readonly UsagePoint[],
  nowMs: number,
): PoolForecast {
  const inService = accounts.filter(
    ({ status }) => status === 'active' || status === 'rate_limited' || status === 'quota_exceeded',
  );
  const members = inService.flatMap((account) =>
    windowNames.flatMap((name) => {
      const window = account.usage?.[name];
      return window ? [memberOf(account, name, window, trail(account.id, name), nowMs)] : [];
    }),
  );
  const nextSpent = earliest(members);
  const outlooks = windowNames.flatMap((name) => outlookOf(name, members, nowMs) ?? []);
  const binding = bindingOf(outlooks);
  const isDry = inService.length > 0 && inService.every(({ status }) => status !== 'active');
  const backAtMs = isDry ? Math.min(...inService.map(({ resetAtMs }) => resetAtMs ?? Infinity)) : null;
  return {
    computedAt: new Date(nowMs).toISOString(),
    status: statusOf(inService.length, isDry, binding),
    remainingPercent: isDry ? 0 : (binding?.remainingPercent ?? null),
    bindingWindow: binding?.window ?? null,
    burnPercentPerHour: binding?.burnPercentPerHour ?? null,
    runsOutAt: isDry ? null : iso(binding?.runsOutMs),
    backAt: backAtMs === Infinity ? null : iso(backAtMs),
    nextSpentAccountId: nextSpent?.accountId ?? null,
    nextSpentAt: nextSpent?.runsOutAt ?? null,
    unknownAccounts: inService.filter((account) => windowNames.every((name) => !account.usage?.[name])).length,
    windows: members.map(({ share: _share, ...window }) => window),
  };
}

function memberOf(
  account: ForecastAccount,
  name: UsageWindowName,
  window: UsageWindow,
  points: readonly UsagePoint[],
  nowMs: number,
): Member {
  const windowMs = window.windowMinutes * 60_000;
  // A window whose reset has passed is empty, whatever was stored.
  const isOver = window.resetAtMs !== null && window.resetAtMs <= nowMs;
  const usedPercent = isOver ? 0 : window.usedPercent;
  const resetAtMs = isOver ? null : window.resetAtMs;
  const rate = isOver ? null : burnRatePerHour(points, nowMs);
  const runsOutMs = rate !== null && rate > 0 ? nowMs + ((100 - usedPercent) / rate) * 3_600_000 : null;
  const capacity = planCapacity(account.planType, name);
  return {
    accountId: account.id,
    window: name,
    usedPercent,
    evenPercent:
      resetAtMs === null ? null : rounded(Math.min(100, Math.max(0, 100 - ((resetAtMs - nowMs) / windowMs) * 100))),
    burnPercentPerHour: rate === null ? null : rounded(rate),
    resetsAt: iso(resetAtMs),
    runsOutAt: runsOutMs !== null && (resetAtMs === null || runsOutMs < resetAtMs) ? iso(runsOutMs) : null,
    share: { capacity, remaining: (capacity * (100 - usedPercent)) / 100, resetAtMs, windowMs },
  };
}

interface Outlook {
  readonly window: UsageWindowName;
  readonly remainingPercent: number;
  readonly burnPercentPerHour: number | null;
  readonly runsOutMs: number | null;
}

function outlookOf(window: UsageWindowName, all: readonly Member[], nowMs: number): Outlook | null {
  const members = all.filter((member) => member.window === window);
  if (members.length === 0) return null;
  const capacity = members.reduce((sum, { share }) => sum + share.capacity, 0);
  const remaining = members.reduce((sum, { share }) => sum + share.remaining, 0);
  const measured = members.filter(({ burnPercentPerHour }) => burnPercentPerHour !== null);
  const burn = measured.reduce(
    (sum, { share, burnPercentPerHour }) => sum + (share.capacity * (burnPercentPerHour ?? 0)) / 100,
    0,
  );
  return {
    window,
    remainingPercent: rounded((100 * remaining) / capacity),
    burnPercentPerHour: measured.length === 0 ? null : rounded((100 * burn) / capacity),
    runsOutMs: projectedRunOut(
      members.map(({ share }) => share),
      burn,
      nowMs,
    ),
  };
}

function bindingOf(outlooks: readonly Outlook[]): Outlook | null {
  const [first] = outlooks.toSorted(
    (a, b) =>
      (a.runsOutMs ?? Number.MAX_SAFE_INTEGER) - (b.runsOutMs ?? Number.MAX_SAFE_INTEGER) ||
      a.remainingPercent - b.remainingPercent,
  );
  return first ?? null;
}

function statusOf(inService: number, isDry: boolean, binding: Outlook | null): PoolForecast['status'] {
  if (inService === 0) return 'no_accounts';
  if (isDry) return 'dry';
  if (binding === null) return 'unknown';
  return binding.runsOutMs === null ? 'lasts' : 'runs_out';
}

function earliest(members: readonly Member[]): Member | null {
  const [first] = members
    .filter(({ runsOutAt }) => runsOutAt !== null)
    .toSorted((a, b) => Date.parse(a.runsOutAt ?? '') - Date.parse(b.runsOutAt ?? ''));
  return first ?? null;
}

function iso(timeMs: number | null | undefined): string | null {
  return timeMs == null ? null : new Date(timeMs).toISOString();
}

function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}
