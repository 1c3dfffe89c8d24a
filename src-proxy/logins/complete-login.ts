import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import { seatIdsOf } from '../accounts/identity.ts';
import { loginOfTokens, type ImportedLogin } from '../accounts/imported-login.ts';
import type { Logger } from '../ports.ts';
import { VaultError, type TokenSet } from '../vault/vault.ts';
import { loginSentences } from './login-sentences.ts';

export type CompletedLogin =
  | { readonly kind: 'signed-in'; readonly account: Account; readonly result: 'added' | 'updated' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Puts the tokens where they belong. With a target, nothing is written unless they are for exactly that account and seat. */
export async function completeLogin(
  tokens: TokenSet,
  targetAccountId: string | null,
  { book, logger }: { readonly book: AccountBook; readonly logger: Logger },
): Promise<CompletedLogin> {
  const login = loginOfTokens(tokens);
  if (login === null) return { kind: 'failed', code: 'identity_missing', message: loginSentences.nobody };
  try {
    if (targetAccountId === null) return { kind: 'signed-in', ...(await book.signIn(login)) };
    const target = book.find(targetAccountId);
    if (target === null) return { kind: 'failed', code: 'account_not_found', message: loginSentences.accountGone };
    if (!isSameSeat(target, login))
      return { kind: 'failed', code: 'account_mismatch', message: loginSentences.anotherAccount };
    return { kind: 'signed-in', ...(await book.signIn({ ...login, accountId: target.id })) };
  } catch (error) {
    if (error instanceof VaultError) return { kind: 'failed', code: error.code, message: error.message };
    logger.error('An account that had signed in could not be stored', { error });
    return { kind: 'failed', code: 'server_error', message: loginSentences.notStored };
  }
}

function isSameSeat({ record }: Account, { identity, tokens }: ImportedLogin): boolean {
  const bothKnown = record.workspaceId !== null && identity.workspaceId !== null;
  const sameWorkspace = record.workspaceId === identity.workspaceId;
  if (bothKnown && !sameWorkspace) return false;
  const sameAccount =
    record.chatgptAccountId === null
      ? identity.chatgptAccountId === null || (bothKnown && sameWorkspace)
      : record.chatgptAccountId === identity.chatgptAccountId;
  if (!sameAccount) return false;
  if (record.chatgptUserId !== null) {
    return seatIdsOf(tokens.idToken, tokens.accessToken).has(record.chatgptUserId);
  }
  // An account from a file that named no seat: its address is all that tells whose it is.
  return record.email !== null && record.email.toLowerCase() === identity.email?.toLowerCase();
}
