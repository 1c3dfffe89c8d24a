import { effectiveUsed, type RoutableAccount } from './routable-account.ts';
import type { Strategy } from './strategy.ts';

/** As the reference: an account this close to its 5-hour limit is kept for when nobody else is left. */
const primaryBudgetPercent = 95;
/** What an account is taken for when nobody in the pool has told us anything. */
const unknownPercent = 50;

interface Load {
  readonly long: number | null;
  readonly short: number | null;
}

function loadOf(account: RoutableAccount, nowMs: number): Load {
  const { usage, inFlight } = account;
  const short = effectiveUsed(usage?.primary, inFlight, nowMs);
  const long = effectiveUsed(usage?.secondary ?? usage?.monthly, inFlight, nowMs) ?? short;
  return { long, short };
}

/** An unknown load is neither 0 nor 100: it is taken to be like the others'. */
function meanOfKnown(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? unknownPercent : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const percent = (value: number | null): string => (value === null ? 'unknown' : `${Math.round(value * 10) / 10} %`);

/** The account with most left of its long window, then of its short one, then the one not chosen for longest. */
export const usageWeighted: Strategy = {
  name: 'usage_weighted',
  reason: 'has most left',
  rank: (accounts, nowMs) => {
    const loads = accounts.map((account) => ({ account, load: loadOf(account, nowMs) }));
    const meanLong = meanOfKnown(loads.map(({ load }) => load.long));
    const meanShort = meanOfKnown(loads.map(({ load }) => load.short));
    return loads
      .map(({ account, load }) => ({
        account,
        spent: (load.short ?? 0) > primaryBudgetPercent ? 1 : 0,
        long: load.long ?? meanLong,
        short: load.short ?? meanShort,
        detail: `used ${percent(load.long)} of the long window, ${percent(load.short)} of the short one`,
      }))
      .toSorted(
        (a, b) =>
          a.spent - b.spent ||
          a.long - b.long ||
          a.short - b.short ||
          a.account.lastSelected - b.account.lastSelected ||
          (a.account.id < b.account.id ? -1 : 1),
      )
      .map(({ account, detail }) => ({ account, detail }));
  },
};
