import { describe, expect, it } from 'vitest';

import { sampleAccount } from '../../state/sample-data.ts';
import { quotaWindows, usageWindows } from './usage-windows.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const unknown = { primaryRemainingPercent: null, secondaryRemainingPercent: null, monthlyRemainingPercent: null };

describe('usageWindows', () => {
  it('shows the two usual windows as unknown while nobody has told us, never as 0', () => {
    expect(usageWindows(sampleAccount(), now)).toMatchObject([
      { slot: 'primary', length: 'five-hour', remainingPercent: null, resetAtMs: null, evenRemainingPercent: null },
      { slot: 'secondary', length: 'weekly', remainingPercent: null },
    ]);
  });

  it('shows a monthly window alone where the plan has no other', () => {
    const account = sampleAccount({ usage: { ...unknown, monthlyRemainingPercent: 7 }, resetAtMonthly: at(600) });
    expect(usageWindows(account, now)).toMatchObject([{ slot: 'monthly', length: 'monthly', remainingPercent: 7 }]);
  });

  it('names a window by its own length', () => {
    const account = sampleAccount({ windowMinutesPrimary: 60, windowMinutesSecondary: 43_200 });
    expect(usageWindows(account, now).map((window) => window.length)).toEqual(['other', 'monthly']);
  });

  it('marks what would be left at an even pace, but only within the window', () => {
    const used = { ...unknown, primaryRemainingPercent: 40 };
    const half = sampleAccount({ usage: used, resetAtPrimary: at(150) });
    const past = sampleAccount({ usage: used, resetAtPrimary: at(-1) });
    expect(usageWindows(half, now)[0]?.evenRemainingPercent).toBe(50);
    expect(usageWindows(past, now)[0]?.evenRemainingPercent).toBeNull();
  });
});

describe('quotaWindows', () => {
  it('shows what is left of each window that the limit has', () => {
    const window = { usedPercent: 30, windowMinutes: 300, resetAt: at(60) };
    const quota = { limitName: 'preview', meteredFeature: null, primary: window, secondary: null, monthly: null };
    expect(quotaWindows(quota, now)).toMatchObject([{ slot: 'primary', length: 'five-hour', remainingPercent: 70 }]);
  });
});
