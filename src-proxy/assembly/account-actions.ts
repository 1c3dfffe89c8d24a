import type { AccountBook } from '../accounts/account-book.ts';
import { askUsage } from '../accounts/ask-usage.ts';
import type { UpstreamProxyBook } from '../accounts/upstream-proxy/upstream-proxy-book.ts';
import type { UsagePoller } from '../accounts/usage-poller.ts';
import type { AccountActions } from '../contract/account-actions.ts';
import type { AccountProbe } from '../relay/account-probe.ts';
import type { Conversations } from '../relay/conversations.ts';
import type { RequestJournal } from '../relay/request-journal.ts';

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

export interface AccountRemovalParts {
  readonly book: AccountBook;
  readonly upstreamProxies: Pick<UpstreamProxyBook, 'forget'>;
  readonly conversations: Pick<Conversations, 'forgetAccount'>;
  readonly journal: Pick<RequestJournal, 'forgetAccount'>;
}

/** Takes an account away with everything that only it had; its rows in the log only where that is wanted. */
export function accountRemoval({ book, upstreamProxies, conversations, journal }: AccountRemovalParts) {
  return async (accountId: string, removal: { history: boolean }): Promise<void> => {
    await upstreamProxies.forget(accountId);
    await book.remove(accountId, removal);
    conversations.forgetAccount(accountId);
    if (removal.history) journal.forgetAccount(accountId);
  };
}
