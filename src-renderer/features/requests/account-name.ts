import type { AccountSummary } from '#contract/account.ts';

import { messages } from '../../i18n/messages.ts';

/** A request outlives its account, and some never had one. */
export function accountName(accountId: string | null, account: AccountSummary | null): string {
  if (accountId === null) return messages.requests.noAccount;
  return account?.displayName ?? messages.requests.removedAccount;
}
