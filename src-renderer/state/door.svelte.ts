import type { DashboardSession } from '#contract/dashboard-auth.ts';

import { createDashboardAuthApi, type DashboardAuthApi } from '../connection/dashboard-auth-api.ts';
import { pageFetch } from '../connection/page-fetch.ts';

const handoverName = 'handover';

/** The one-time token in the page's address, which is then there no more; what else the fragment says stays. */
export function takeHandoverFrom(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  const hash = new URLSearchParams(location.hash.replace(/^#/, ''));
  const token = hash.get(handoverName);
  if (token === null) return null;
  hash.delete(handoverName);
  const rest = hash.toString();
  history.replaceState(null, '', `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`);
  return token;
}

/** Whether this page may show the dashboard, and to whom. */
export class Door {
  /** `looking` until the engine has said; where it does not answer, the page says so itself. */
  phase = $state.raw<'looking' | 'in' | 'out'>('looking');
  session = $state.raw<DashboardSession | null>(null);
  readonly api: DashboardAuthApi;
  readonly fetch: typeof fetch;
  #looking: Promise<void> | null = null;

  constructor(fetchIt: typeof fetch) {
    this.fetch = pageFetch(fetchIt, () => {
      if (this.phase === 'in') this.look().catch((error: unknown) => console.error('The door could not look.', error));
    });
    // Without the notice of a 401: here one means that what was typed is wrong.
    this.api = createDashboardAuthApi({ fetch: pageFetch(fetchIt, () => undefined) });
  }

  get isGuest(): boolean {
    return this.session?.role === 'guest';
  }

  /** Whoever came by way of this machine itself is not asked for the current password. */
  get isLocal(): boolean {
    return this.session?.via === 'desktop';
  }

  /** Asks the engine. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** With what came in the page's address, where something did. A page that is in needs it not. */
  async follow(token: string | null): Promise<void> {
    await this.look();
    if (token === null || this.phase !== 'out') return;
    await this.api.takeHandover(token).then(
      (session) => this.admit(session),
      (error: unknown) => console.info('The window was not signed in by itself.', error),
    );
  }

  admit(session: DashboardSession): void {
    this.session = session;
    this.phase = session.role === null ? 'out' : 'in';
  }

  async #ask(): Promise<void> {
    try {
      this.admit(await this.api.session());
    } catch (error) {
      console.info('The engine did not say who is signed in.', error);
      if (this.phase === 'looking') this.phase = 'in';
    }
  }
}
