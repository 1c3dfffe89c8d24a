/** The details of one account, or what lies over them. */
export interface AccountTarget {
  readonly accountId: string;
  readonly part: 'details' | 'resets';
}

/** `#account=<account id>`, and with `&show=resets` what it may spend of those; `null` where the hash is no such link. */
export function targetOfLink(hash: string): AccountTarget | null {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const accountId = words.get('account') ?? '';
  if (accountId === '') return null;
  return { accountId, part: words.get('show') === 'resets' ? 'resets' : 'details' };
}

/**
 * The account whose details somebody outside the page asked to see, as the tray does. SECURITY: the link only shows; what
 * is done there is a person's press of a button.
 */
export class AccountLink {
  /** A new object each time that somebody asks. */
  target = $state.raw<AccountTarget | null>(null);

  /** Takes the link out of the address: a reload is no request. */
  follow(location: Pick<Location, 'hash' | 'pathname' | 'search'>, history: Pick<History, 'replaceState'>): void {
    const target = targetOfLink(location.hash);
    if (target === null) return;
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    this.target = target;
  }

  show(accountId: string): void {
    this.target = { accountId, part: 'details' };
  }

  close(): void {
    this.target = null;
  }
}
