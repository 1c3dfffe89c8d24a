import type { Candidate, RoutingDecision } from '../contract/request-log.ts';
import type { Settings } from '../contract/settings.ts';
import { roundRobin } from './round-robin.ts';
import type { RoutableAccount } from './routable-account.ts';
import type { Strategy } from './strategy.ts';
import { usageWeighted } from './usage-weighted.ts';

const strategies: Readonly<Record<Settings['routingStrategy'], Strategy>> = {
  usage_weighted: usageWeighted,
  round_robin: roundRobin,
};

export interface Choice<Account extends RoutableAccount> {
  readonly accounts: readonly Account[];
  readonly strategy: Settings['routingStrategy'];
  /** The account that the conversation lives on, if any. */
  readonly boundTo: string | null;
  /** Accounts that this request has tried in vain, each with the code of why. */
  readonly tried: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

export interface Chosen<Account extends RoutableAccount> {
  readonly account: Account | null;
  readonly decision: RoutingDecision;
}

type Standing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'resting'; readonly untilMs: number; readonly code: string }
  | { readonly kind: 'out'; readonly code: string; readonly detail: string };

function standingOf(account: RoutableAccount, tried: ReadonlyMap<string, string>, nowMs: number): Standing {
  const failed = tried.get(account.id);
  if (failed !== undefined) return { kind: 'out', code: 'tried', detail: `tried for this request: ${failed}` };
  if (account.status !== 'active') {
    const until = account.resetAtMs === null ? '' : `, until ${new Date(account.resetAtMs).toISOString()}`;
    return { kind: 'out', code: account.status, detail: `${account.status.replaceAll('_', ' ')}${until}` };
  }
  const { cooldownUntilMs, backoffUntilMs } = account;
  const untilMs = Math.max(cooldownUntilMs, backoffUntilMs);
  if (untilMs <= nowMs) return { kind: 'ready' };
  return { kind: 'resting', untilMs, code: untilMs === cooldownUntilMs ? 'cooldown' : 'backoff' };
}

/**
 * Picks the account for one attempt and says why, for every account it looked at. Pure.
 *
 * A conversation stays where it lives while that account is ready. When every account that could serve is resting after
 * failures, the one whose rest ends first is used all the same: trying beats refusing.
 */
export function chooseAccount<Account extends RoutableAccount>(choice: Choice<Account>): Chosen<Account> {
  const { accounts, boundTo, tried, nowMs } = choice;
  const strategy = strategies[choice.strategy];
  const ready: Account[] = [];
  const resting: { account: Account; untilMs: number }[] = [];
  const losers: Candidate[] = [];
  for (const account of accounts) {
    const standing = standingOf(account, tried, nowMs);
    if (standing.kind === 'ready') ready.push(account);
    else {
      if (standing.kind === 'resting') resting.push({ account, untilMs: standing.untilMs });
      losers.push({
        accountId: account.id,
        verdict: 'ineligible',
        code: standing.code,
        detail: standing.kind === 'out' ? standing.detail : `resting until ${new Date(standing.untilMs).toISOString()}`,
      });
    }
  }
  const ranked = strategy.rank(ready, nowMs);
  const bound = boundTo === null ? undefined : ranked.find(({ account }) => account.id === boundTo);
  const winner = bound ?? ranked[0];
  if (winner !== undefined) {
    const reason = bound
      ? 'the conversation lives on this account'
      : `this account ${strategy.reason} (${strategy.name})`;
    return explained(strategy.name, winner.account, reason, [
      ...ranked.map((entry) => verdictOf(entry, winner.account, reason)),
      ...losers,
    ]);
  }
  const soonest = resting.toSorted((a, b) => a.untilMs - b.untilMs)[0];
  if (soonest !== undefined) {
    const reason = 'every account is resting after failures; this one is due first';
    const others = losers.filter(({ accountId }) => accountId !== soonest.account.id);
    const chosen: Candidate = { accountId: soonest.account.id, verdict: 'chosen', code: 'last_resort', detail: reason };
    return explained(strategy.name, soonest.account, reason, [chosen, ...others]);
  }
  return {
    account: null,
    decision: { strategy: strategy.name, accountId: null, reason: 'no account can serve', candidates: losers },
  };
}

function verdictOf(
  entry: { account: RoutableAccount; detail: string },
  winner: RoutableAccount,
  reason: string,
): Candidate {
  const chosen = entry.account === winner;
  return {
    accountId: entry.account.id,
    verdict: chosen ? 'chosen' : 'lost',
    code: chosen ? 'chosen' : 'outranked',
    detail: chosen ? `${reason}: ${entry.detail}` : entry.detail,
  };
}

function explained<Account extends RoutableAccount>(
  strategy: string,
  account: Account,
  reason: string,
  candidates: Candidate[],
): Chosen<Account> {
  return { account, decision: { strategy, accountId: account.id, reason, candidates } };
}
