const name = 'account';

/** `#account=<account id>`; `null` where the hash is no such link. */
export function accountOfLink(hash: string): string | null {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  return value === '' ? null : value;
}

/**
 * The account whose details somebody outside the page asked to see, as the tray does. SECURITY: the link only shows; what
 * is done there is a person's press of a button.
 */
export class AccountLink {
  accountId = $state.raw<string | null>(null);

  /** Takes the link out of the address: a reload is no request. */
  follow(location: Pick<Location, 'hash' | 'pathname' | 'search'>, history: Pick<History, 'replaceState'>): void {
    const accountId = accountOfLink(location.hash);
    if (accountId === null) return;
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    this.accountId = accountId;
  }

  show(accountId: string): void {
    this.accountId = accountId;
  }

  close(): void {
    this.accountId = null;
  }
}
