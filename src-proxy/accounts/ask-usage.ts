import { Refusal } from '../contract/refusal.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import type { UsagePoller } from './usage-poller.ts';

/**
 * Asks one account now, because a person wants to know.
 * @throws Refusal `account_not_found`, `account_not_askable`, `upstream_unreachable`, `upstream_error`
 */
export async function askUsage(
  accountId: string,
  { book, poller }: { readonly book: AccountBook; readonly poller: Pick<UsagePoller, 'refresh'> },
): Promise<Account> {
  const account = book.require(accountId);
  refuseSignedOut(account);
  const answer = await poller.refresh(account);
  if (answer.kind === 'reported') return account;
  refuseSignedOut(account);
  const { failure } = answer;
  if (failure.class === 'unreachable') throw new Refusal('upstream_unreachable', failure.message);
  if (failure.statusCode === null || failure.statusCode >= 500)
    throw new Refusal('upstream_error', `The upstream did not say what ${account.label} has left: ${failure.message}`);
  throw new Refusal('account_not_askable', `${account.label} may not be asked for its usage: ${failure.message}`);
}

function refuseSignedOut({ label, status, tokens }: Account): void {
  if (status !== 'reauth_required' && status !== 'deactivated' && tokens !== null) return;
  throw new Refusal(
    'account_not_askable',
    `${label} cannot be asked for its usage while it is ${status.replaceAll('_', ' ')}. Sign in to it again first.`,
  );
}
