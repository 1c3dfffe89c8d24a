import { describe, expect, it } from 'vitest';

import { poolForecastSchema } from '../contract/forecast.ts';
import type { UsagePoint, UsageSample, UsageWindow } from '../storage/store.ts';
import { forecastPool, type ForecastAccount } from './forecast.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-11-02T12:00:00Z');
const window = (usedPercent: number, resetInHours: number, windowMinutes = 300): UsageWindow => ({
  usedPercent,
  windowMinutes,
  resetAtMs: nowMs + resetInHours * hourMs,
});
const sample = (primary: UsageWindow | null, secondary: UsageWindow | null = null): UsageSample => ({
  atMs: nowMs,
  primary,
  secondary,
  monthly: null,
  credits: null,
});
const account = (id: string, more: Partial<ForecastAccount> = {}): ForecastAccount => ({
  id,
  planType: 'plus',
  status: 'active',
  resetAtMs: null,
  usage: null,
  ...more,
});
/** Every account of the map burnt so many percent of its 5-hour window during the last hour. */
const burnt =
  (perHour: Readonly<Record<string, number>>, accounts: readonly ForecastAccount[]) =>
  (accountId: string, name: UsagePoint['window']): UsagePoint[] => {
    const state = accounts.find(({ id }) => id === accountId)?.usage?.[name];
    const burn = perHour[accountId];
    if (!state || burn === undefined || name !== 'primary') return [];
    const { resetAtMs, usedPercent } = state;
    return [
      { accountId, window: name, atMs: nowMs - hourMs, usedPercent: usedPercent - burn, resetAtMs },
      { accountId, window: name, atMs: nowMs, usedPercent, resetAtMs },
    ];
  };
const forecast = (accounts: readonly ForecastAccount[], perHour: Readonly<Record<string, number>> = {}) =>
  poolForecastSchema.parse(forecastPool(accounts, burnt(perHour, accounts), nowMs));

describe('the forecast of the pool', () => {
  it('says when it runs dry at this pace, and whose window is spent first', () => {
    const accounts = [account('a', { usage: sample(window(60, 4)) }), account('b', { usage: sample(window(20, 4)) })];
    expect(forecast(accounts, { a: 40, b: 20 })).toMatchObject({
      status: 'runs_out',
      bindingWindow: 'primary',
      remainingPercent: 60,
      burnPercentPerHour: 30,
      runsOutAt: '2026-11-02T14:00:00.000Z',
      nextSpentAccountId: 'a',
      nextSpentAt: '2026-11-02T13:00:00.000Z',
    });
  });

  it('weighs by plan: a pro account is 6.67 plus accounts', () => {
    const accounts = [
      account('plus', { usage: sample(window(100, 4)) }),
      account('pro', { planType: 'pro', usage: sample(window(0, 4)) }),
    ];
    expect(forecast(accounts).remainingPercent).toBeCloseTo((100 * 1500) / 1725, 1);
  });

  it('speaks of the window that binds', () => {
    const accounts = [account('a', { usage: sample(window(10, 4), window(80, 90, 10_080)) })];
    expect(forecast(accounts)).toMatchObject({ status: 'lasts', bindingWindow: 'secondary', remainingPercent: 20 });
  });

  it('shows where even use would stand', () => {
    const [only] = forecast([account('a', { usage: sample(window(50, 4)) })]).windows;
    expect(only).toMatchObject({ evenPercent: 20, usedPercent: 50, burnPercentPerHour: null, runsOutAt: null });
  });

  it('takes a window whose reset has passed for empty', () => {
    const [only] = forecast([account('a', { usage: sample(window(100, -1)) })]).windows;
    expect(only).toMatchObject({ usedPercent: 0, resetsAt: null });
  });

  it.each([
    ['nobody is in service', [account('a', { status: 'paused' })], { status: 'no_accounts', remainingPercent: null }],
    ['nobody has told us', [account('a')], { status: 'unknown', remainingPercent: null, unknownAccounts: 1 }],
    [
      'all are limited',
      [account('a', { status: 'rate_limited', resetAtMs: nowMs + hourMs, usage: sample(window(40, 4)) })],
      { status: 'dry', remainingPercent: 0, backAt: '2026-11-02T13:00:00.000Z' },
    ],
  ])('when %s', (_title, accounts, expected) => {
    expect(forecast(accounts)).toMatchObject(expected);
  });
});
