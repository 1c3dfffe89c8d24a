import type { KeptCandidate } from '../contract/kept-decision.ts';
import { groupOf } from './groups.ts';
import { tierOf } from './health.ts';
import type { RoutableAccount } from './routable-account.ts';
import { standingOf, type Standing, type StandingFacts } from './standing.ts';
import type { Entrant } from './strategy.ts';
import { effectiveUsed, longWindow } from './used-percent.ts';

/** An account that would serve but for a rest of seconds or minutes. */
export interface Resting<Account extends RoutableAccount> {
  readonly account: Account;
  readonly untilMs: number;
}

/** Every account, looked at once. */
export interface Field<Account extends RoutableAccount> {
  readonly entrants: readonly Entrant<Account>[];
  readonly resting: readonly Resting<Account>[];
  readonly ineligible: readonly KeptCandidate[];
  /** The account that the conversation lives on, and how it stands. */
  readonly home: { readonly account: Account; readonly standing: Standing } | null;
}

export function fieldOf<Account extends RoutableAccount>(
  accounts: readonly Account[],
  facts: StandingFacts<Account>,
  heedsHealth: boolean,
): Field<Account> {
  const { boundTo, nowMs } = facts;
  const entrants: Entrant<Account>[] = [];
  const resting: Resting<Account>[] = [];
  const ineligible: KeptCandidate[] = [];
  let home: Field<Account>['home'] = null;
  for (const account of accounts) {
    const { id, usage, inFlight } = account;
    const standing = standingOf(account, facts);
    const short = effectiveUsed(usage?.primary, inFlight, nowMs);
    const long = effectiveUsed(longWindow(usage), inFlight, nowMs);
    if (id === boundTo) home = { account, standing };
    if (standing.kind === 'ready') {
      const tier = tierOf(short, long, account.health, nowMs);
      const group = groupOf(account, tier, short, heedsHealth);
      entrants.push({
        account,
        short,
        long,
        shortLikely: 0,
        longLikely: 0,
        tier,
        group,
        figure: null,
        code: 'outranked',
      });
      continue;
    }
    const { kind, code, figure, cause } = standing;
    if (kind === 'resting') resting.push({ account, untilMs: figure ?? nowMs });
    const candidate = { accountId: id, verdict: 'ineligible', code, short, long, figure } as const;
    ineligible.push(cause === undefined ? candidate : { ...candidate, cause });
  }
  return { entrants, resting, ineligible, home };
}
