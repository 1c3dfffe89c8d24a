import type { SignIn } from './sign-in.svelte.ts';

const name = 'sign-in';
/** In place of an account's id: a new account. */
const forNewAccount = 'new';

/**
 * `#sign-in=<account id>` and `#sign-in=new` open the sign-in dialog, for whoever shows this page from outside, as the tray
 * does. SECURITY: the link only opens the dialog; what happens then is a person's press of a button in it.
 *
 * @returns the account to sign in to again, `null` for a new one; `undefined` where the hash is no such link.
 */
export function accountOfSignInLink(hash: string): string | null | undefined {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  if (value === null || value === '') return undefined;
  return value === forNewAccount ? null : value;
}

/** Follows the link that the page was opened or sent to with, and takes it out of the address: a reload is no request. */
export async function followSignInLink(
  signIn: Pick<SignIn, 'isOpen' | 'accountId' | 'open' | 'close'>,
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): Promise<void> {
  const accountId = accountOfSignInLink(location.hash);
  if (accountId === undefined) return;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  // Asked for again while it is open: what is under way in it goes on.
  if (signIn.isOpen && signIn.accountId === accountId) return;
  if (signIn.isOpen) await signIn.close();
  signIn.open(accountId);
}
