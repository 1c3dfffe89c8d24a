import { Refusal } from '../contract/refusal.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
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
  return refuseFailedAsk(account, answer.failure, 'what it has left');
}

/**
 * @param wanted what was asked for, such as "its resets"
 * @throws Refusal always
 */
export function refuseFailedAsk(account: Account, failure: UpstreamFailure, wanted: string): never {
  refuseSignedOut(account);
  const { label } = account;
  if (failure.class === 'unreachable') throw new Refusal('upstream_unreachable', failure.message);
  if (failure.statusCode === null || failure.statusCode >= 500)
    throw new Refusal('upstream_error', `The upstream did not tell ${wanted} for ${label}: ${failure.message}`);
  throw new Refusal('account_not_askable', `The upstream does not tell ${wanted} for ${label}: ${failure.message}`);
}

/** @throws Refusal `account_not_askable` */
export function refuseSignedOut({ label, status, tokens }: Account): void {
  if (status !== 'reauth_required' && status !== 'deactivated' && tokens !== null) return;
  throw new Refusal(
    'account_not_askable',
    `${label} cannot be asked while it is ${status.replaceAll('_', ' ')}. Sign in to it again first.`,
  );
}
