import type { AccountSummary } from '#contract/account.ts';
import type { UpstreamProxyChoice, UpstreamProxyTest, UpstreamProxyView } from '#contract/upstream-proxy.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { ApiError } from '../connection/api-error.ts';

type ProxyApi = Pick<ApiClient, 'upstreamProxy' | 'testUpstreamProxy' | 'saveUpstreamProxy'>;

export interface SavedProxy {
  readonly view: UpstreamProxyView;
  /** `null` for the way out of all accounts. */
  readonly account: AccountSummary | null;
}

/** The way out of one account, or of all (`null`): what is stored, what is typed, and what a test of it found. */
export class UpstreamProxyForm {
  /** `null` until the engine has told. */
  stored = $state.raw<UpstreamProxyView | null>(null);
  mode = $state<UpstreamProxyView['mode']>('global');
  address = $state('');
  username = $state('');
  /** What is typed now; what is stored never comes here. */
  password = $state('');
  forgetsPassword = $state(false);
  busy = $state.raw<'loading' | 'testing' | 'saving' | null>(null);
  test = $state.raw<UpstreamProxyTest | null>(null);
  error = $state.raw<unknown>(null);
  /** The engine tried what was to be saved, and it did not work. */
  isUntestedOffered = $state.raw(false);
  readonly accountId: string | null;
  readonly #api: ProxyApi;
  /** Counts what is typed, so that an answer about something else is known as such. */
  #draft = 0;

  constructor(accountId: string | null, api: ProxyApi) {
    this.accountId = accountId;
    this.#api = api;
  }

  async load(): Promise<void> {
    await this.#work('loading', async () => {
      const view = await this.#api.upstreamProxy(this.accountId);
      this.stored = view;
      // All accounts together have nobody to follow.
      this.mode = this.accountId === null && view.mode === 'global' ? 'direct' : view.mode;
      this.address = view.address ?? '';
      this.username = view.username ?? '';
    });
  }

  /** Something else is chosen or typed: what was found about the last choice is not about this one. */
  edited(): void {
    this.#draft += 1;
    this.test = null;
    this.error = null;
    this.isUntestedOffered = false;
  }

  get isComplete(): boolean {
    return this.stored !== null && (this.mode !== 'proxy' || this.address.trim() !== '');
  }

  async tryOut(): Promise<void> {
    if (!this.isComplete) return;
    const draft = this.#draft;
    await this.#work('testing', async () => {
      const test = await this.#api.testUpstreamProxy(this.accountId, this.#choice());
      if (draft === this.#draft) this.test = test;
    });
  }

  /** Resolves with what is stored now, or `null` when it was not saved. */
  async save(options: { untested: boolean } = { untested: false }): Promise<SavedProxy | null> {
    if (!this.isComplete) return null;
    return await this.#work('saving', async () => {
      const saved = await this.#api.saveUpstreamProxy(this.accountId, this.#choice(), options);
      this.stored = saved.view;
      this.password = '';
      return { view: saved.view, account: saved.account };
    });
  }

  #choice(): UpstreamProxyChoice {
    if (this.mode !== 'proxy') return { mode: this.mode };
    return {
      mode: 'proxy',
      address: this.address.trim(),
      username: this.username.trim() || null,
      // Left out, the stored one stays.
      ...(this.forgetsPassword ? { password: null } : this.password === '' ? {} : { password: this.password }),
    };
  }

  async #work<Result>(what: 'loading' | 'testing' | 'saving', work: () => Promise<Result>): Promise<Result | null> {
    if (this.busy !== null) return null;
    this.busy = what;
    this.error = null;
    this.test = null;
    this.isUntestedOffered = false;
    const draft = this.#draft;
    try {
      return await work();
    } catch (error) {
      if (draft === this.#draft) {
        this.error = error;
        this.isUntestedOffered = error instanceof ApiError && error.code === 'upstream_proxy_failed';
      }
      return null;
    } finally {
      this.busy = null;
    }
  }
}
