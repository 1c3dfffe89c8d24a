import type { RoutableAccount } from './routable-account.ts';

/** An account in a strategy's order of preference, with the fact that put it there. */
export interface Ranked<Account extends RoutableAccount> {
  readonly account: Account;
  readonly detail: string;
}

/** Puts eligible accounts in order, best first. Pure: the same input gives the same order. */
export interface Strategy {
  readonly name: string;
  /** Why the first of its order is first, as the end of "this account …". */
  readonly reason: string;
  rank<Account extends RoutableAccount>(accounts: readonly Account[], nowMs: number): Ranked<Account>[];
}
