import type { AccountSummary } from '#contract/account.ts';
import type { ReportRow } from '#contract/reports.ts';

import { orderOf } from '../../state/account-order.ts';
import { needsOwner, standingOf } from './standing.ts';

export const accountSorts = ['priority', 'name', 'plan', 'left', 'reset', 'requests'] as const;
export type AccountSort = (typeof accountSorts)[number];

export const accountStates = ['all', 'ready', 'limited', 'paused', 'needs-owner'] as const;
export type AccountState = (typeof accountStates)[number];

export interface AccountQuestion {
  /** Words that must all be found in an account's names, plan or id. */
  readonly query: string;
  readonly state: AccountState;
  readonly sort: AccountSort;
}

interface Known {
  readonly nowMs: number;
  /** The last days by account; what is not there had no request. */
  readonly figures: ReadonlyMap<string, ReportRow>;
}

/** The accounts that were asked for, in the order that was asked for; equal ones keep the owner's own order. */
export function accountsFor(
  accounts: readonly AccountSummary[],
  { query, state, sort }: AccountQuestion,
  known: Known,
): AccountSummary[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const places = new Map(orderOf(accounts).map((id, place) => [id, place]));
  const placeOf = ({ accountId }: AccountSummary) => places.get(accountId) ?? 0;
  return accounts
    .filter((account) => isIn(account, state, known.nowMs) && words.every((word) => textOf(account).includes(word)))
    .sort((one, other) => compare(one, other, sort, known) || placeOf(one) - placeOf(other));
}

/** What is left in the window that has least; `null` while nobody has told. */
export function leastLeftPercent({ usage }: Pick<AccountSummary, 'usage'>): number | null {
  const known = [usage.primaryRemainingPercent, usage.secondaryRemainingPercent, usage.monthlyRemainingPercent];
  const told = known.filter((percent) => percent !== null);
  return told.length === 0 ? null : Math.min(...told);
}

/** When the first of its windows is renewed; `null` where nobody knows or that time has passed. */
export function nextResetMs(account: AccountSummary, nowMs: number): number | null {
  const told = [account.resetAtPrimary, account.resetAtSecondary, account.resetAtMonthly];
  const ahead = told.flatMap((at) => (at === null || Date.parse(at) <= nowMs ? [] : [Date.parse(at)]));
  return ahead.length === 0 ? null : Math.min(...ahead);
}

function isIn(account: AccountSummary, state: AccountState, nowMs: number): boolean {
  const standing = standingOf(account, nowMs);
  switch (state) {
    case 'all':
      return true;
    case 'ready':
    case 'paused':
      return standing === state;
    case 'limited':
      return standing === 'resting' || standing === 'rate_limited' || standing === 'quota_exceeded';
    case 'needs-owner':
      return needsOwner(account);
  }
}

function textOf(account: AccountSummary): string {
  const { displayName, alias, email, workspaceLabel, planType, accountId } = account;
  return [displayName, alias, email, workspaceLabel, planType, accountId].join(' ').toLowerCase();
}

function compare(one: AccountSummary, other: AccountSummary, sort: AccountSort, { nowMs, figures }: Known): number {
  const requests = ({ accountId }: AccountSummary) => figures.get(accountId)?.requests ?? 0;
  switch (sort) {
    case 'priority':
      return 0;
    case 'name':
      return compareTexts(one.displayName, other.displayName);
    case 'plan':
      return compareTexts(one.planType, other.planType);
    case 'left':
      return unknownLast(leastLeftPercent(other), leastLeftPercent(one), -Infinity);
    case 'reset':
      return unknownLast(nextResetMs(one, nowMs), nextResetMs(other, nowMs), Infinity);
    case 'requests':
      return requests(other) - requests(one);
  }
}

/** Two infinities are equal, which their difference does not say. */
function unknownLast(first: number | null, second: number | null, unknown: number): number {
  const [left, right] = [first ?? unknown, second ?? unknown];
  return left === right ? 0 : left - right;
}

function compareTexts(one: string, other: string): number {
  return one.localeCompare(other, undefined, { numeric: true, sensitivity: 'base' });
}
