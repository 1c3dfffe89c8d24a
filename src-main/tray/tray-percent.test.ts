import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountStatusSchema, type AccountSummary } from '../../src-proxy/contract/account.ts';
import { trayPercentKinds } from '../../src-proxy/contract/settings/desktop.ts';
import { sampleAccount } from '../../test/fakes/electron/samples.ts';
import { trayPercent } from './tray-percent.ts';

const left = (primary: number | null, secondary: number | null, monthly: number | null = null) => ({
  usage: { primaryRemainingPercent: primary, secondaryRemainingPercent: secondary, monthlyRemainingPercent: monthly },
});
const account = (accountId: string, change: Partial<AccountSummary>) => sampleAccount({ accountId, ...change });
const forecast = { remainingPercent: 61.8 };
const shown = (accounts: readonly AccountSummary[], onlyAccountId: string | null = null) =>
  Object.fromEntries(trayPercentKinds.map((of) => [of, trayPercent(of, { accounts, forecast, onlyAccountId })]));

describe('the percentage in the icon', () => {
  it('is of the pool, of the account with the least, or the least of one kind of window', () => {
    const accounts = [account('a', left(50.9, 20.2)), account('b', left(30, 70, 90))];
    expect(shown(accounts)).toEqual({ pool: 61, lowest: 20, short: 30, week: 20, month: 90 });
  });

  it('goes by how long a window is, not by its place', () => {
    const weekFirst = account('a', { ...left(12, 40), windowMinutesPrimary: 10_080, windowMinutesSecondary: 43_200 });
    expect(shown([weekFirst])).toEqual({ pool: 61, lowest: 12, short: null, week: 12, month: 40 });
  });

  it('leaves out accounts that may not serve, and all but the one that is used alone', () => {
    const accounts = [
      account('a', left(50, 60)),
      account('b', left(40, 30)),
      ...accountStatusSchema.options
        .filter((status) => status !== 'active')
        .map((status) => account(status, { status, ...left(0, 0, 0) })),
    ];
    expect(shown(accounts)).toMatchObject({ lowest: 30, short: 40, week: 30, month: null });
    expect(shown(accounts, 'a')).toMatchObject({ lowest: 50, short: 50, week: 60 });
    expect(shown(accounts, 'paused')).toMatchObject({ lowest: null, short: null, week: null });
  });

  it('of what nobody knows there is none', () => {
    expect(shown([account('a', left(null, null))])).toMatchObject({
      lowest: null,
      short: null,
      week: null,
      month: null,
    });
    expect(trayPercent('pool', { accounts: [], forecast: null, onlyAccountId: null })).toBeNull();
  });

  it('for any accounts: whole, from 0 to 100, and the lowest is the lowest of all', () => {
    const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.tuple(percent, percent, percent), { maxLength: 6 }), (figures) => {
        const { lowest, short, week, month } = shown(figures.map((each, place) => account(`${place}`, left(...each))));
        const known = [short, week, month].flatMap((each) => (each === null || each === undefined ? [] : [each]));
        for (const each of known) expect(Number.isInteger(each) && each >= 0 && each <= 100).toBe(true);
        expect(lowest).toBe(known.length === 0 ? null : Math.min(...known));
      }),
    );
  });
});
