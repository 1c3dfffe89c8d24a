import type { AccountBook } from '../accounts/account-book.ts';
import { askUsage } from '../accounts/ask-usage.ts';
import type { UsagePoller } from '../accounts/usage-poller.ts';
import type { AccountActions } from '../contract/account-actions.ts';
import type { AccountProbe } from '../relay/account-probe.ts';

export interface AccountActionParts {
  readonly book: AccountBook;
  readonly poller: UsagePoller;
  readonly probe: AccountProbe;
}

/** What a person does with accounts, wherever they do it from. */
export function assembleAccountActions({ book, poller, probe }: AccountActionParts): AccountActions {
  return {
    rename: async (accountId, alias) => book.summary(await book.configure(accountId, { alias })),
    setRoutingPolicy: async (accountId, routingPolicy) =>
      book.summary(await book.configure(accountId, { routingPolicy })),
    setOrder: async (accountIds) => {
      await book.setOrder(accountIds);
      return book.summaries();
    },
    refreshUsage: async (accountId) => book.summary(await askUsage(accountId, { book, poller })),
    probe: (accountId) => probe.probe(accountId),
  };
}
