import type { AccountSummary } from '../contract/account.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Clock, Logger } from '../ports.ts';
import type { AccountRecord, RefreshMark } from '../storage/store.ts';
import { createAccountQueue } from '../vault/account-queue.ts';
import type { TokenSet, Vault } from '../vault/vault.ts';
import { Account } from './account.ts';
import { forgive } from './account-fitness.ts';
import { AccountLessons } from './account-lessons.ts';
import { AccountShelf, type AccountChange, type AccountRows } from './account-shelf.ts';
import { ownerMay } from './account-state.ts';
import { summaryOf } from './account-summary.ts';
import type { ImportedLogin } from './imported-login.ts';
import { isMarked } from './refresh-mark.ts';
import { settledSignIn, signIn } from './sign-in.ts';

export interface AccountBookPorts {
  readonly store: AccountRows;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * All accounts, and what their owner does with them: in memory for every request, on disk after every change. Tokens go
 * to the vault and nowhere else; a token is in the vault before it is used.
 */
export class AccountBook {
  /** What happens to accounts, as against what is done with them. */
  readonly lessons: AccountLessons;
  readonly #shelf: AccountShelf;
  readonly #ports: AccountBookPorts;
  readonly #inTurn = createAccountQueue();
  #selections = 0;

  private constructor(ports: AccountBookPorts) {
    this.#ports = ports;
    this.#shelf = new AccountShelf(ports);
    this.lessons = new AccountLessons(this.#shelf, ports.clock);
  }

  static async load(ports: AccountBookPorts): Promise<AccountBook> {
    const book = new AccountBook(ports);
    for (const record of ports.store.initial.accounts) await book.#take(record);
    return book;
  }

  all(): Account[] {
    return this.#shelf.all();
  }

  find(accountId: string): Account | null {
    return this.#shelf.find(accountId);
  }

  /** @throws Refusal `account_not_found` */
  require(accountId: string): Account {
    return this.#shelf.require(accountId);
  }

  summaries(): AccountSummary[] {
    return this.all().map((account) => this.summary(account));
  }

  summary(account: Account): AccountSummary {
    return summaryOf(account, this.#ports.clock.nowMs());
  }

  onChange(listener: (change: AccountChange) => void): () => void {
    return this.#shelf.onChange(listener);
  }

  /**
   * Adds the account, or gives a known one its new tokens. Who signs in wants to use it, so that ends a pause.
   * @throws VaultError; then nothing has changed.
   */
  async signIn(login: ImportedLogin): Promise<{ result: 'added' | 'updated'; account: Account }> {
    return await this.#inTurn(login.accountId, () => signIn(login, 'signedIn', { ...this.#ports, shelf: this.#shelf }));
  }

  /** As `signIn`, from a file. A file knows nothing of an owner's pause, so that holds. */
  async importLogin(login: ImportedLogin): Promise<{ result: 'added' | 'updated'; account: Account }> {
    return await this.#inTurn(login.accountId, () => signIn(login, 'imported', { ...this.#ports, shelf: this.#shelf }));
  }

  async pause(accountId: string): Promise<Account> {
    return await this.#moveByOwner(accountId, 'pausedByOwner', 'paused');
  }

  async reactivate(accountId: string): Promise<Account> {
    const account = await this.#moveByOwner(accountId, 'resumedByOwner', 'resumed');
    forgive(account);
    if (account.tokens === null) await this.#shelf.applyAndSave(account, { kind: 'tokensMissing' });
    return account;
  }

  /** What its owner decides about it: its name, its proxy, its place. */
  async configure(
    accountId: string,
    change: Partial<Pick<AccountRecord, 'alias' | 'upstreamProxy' | 'routingPolicy' | 'priority'>>,
  ): Promise<Account> {
    const account = this.#shelf.require(accountId);
    await this.#shelf.save(account, change);
    return account;
  }

  /**
   * The owner's own order; who is not named loses their place.
   * @throws Refusal `account_not_found`, and then nothing has changed
   */
  async setOrder(accountIds: readonly string[]): Promise<void> {
    for (const accountId of accountIds) this.#shelf.require(accountId);
    const places = new Map(accountIds.map((accountId, place) => [accountId, place]));
    const moved = this.all().filter(({ id, record }) => record.priority !== (places.get(id) ?? null));
    await Promise.all(moved.map((account) => this.#shelf.save(account, { priority: places.get(account.id) ?? null })));
  }

  /** Tokens are erased before anything else. */
  async remove(accountId: string, options: { history: boolean }): Promise<void> {
    await this.#inTurn(accountId, async () => {
      this.#shelf.require(accountId);
      await this.#ports.vault.delete(accountId);
      this.#shelf.remove(accountId);
      await this.#ports.store.deleteAccount(accountId, options);
      this.#shelf.announceRemoval(accountId);
    });
  }

  /** New tokens from a refresh that spent `after`. Persisted before anybody can use them. */
  async replaceTokens(account: Account, { after, tokens }: { after: TokenSet; tokens: TokenSet }): Promise<void> {
    await this.#inTurn(account.id, async () => {
      // Removed while the refresh ran, its tokens stay erased; signed in to anew, it has better ones.
      if (!this.#shelf.holds(account) || account.tokens !== after) return;
      await this.#ports.vault.put(account.id, tokens);
      account.tokens = tokens;
      this.#shelf.change(account, { lastRefreshMs: tokens.obtainedAtMs, refreshMark: null });
    });
  }

  /**
   * Resolves once it is on disk that a refresh is under way.
   * @throws StoreError
   */
  async markRefresh(account: Account, refreshMark: RefreshMark): Promise<void> {
    await this.#shelf.save(account, { refreshMark });
  }

  /** The refresh has ended without new tokens. `left` is what is still in doubt. */
  unmarkRefresh(account: Account, left: RefreshMark | null): void {
    this.#shelf.change(account, { refreshMark: left });
  }

  noteSelected(account: Account): void {
    this.#selections += 1;
    account.lastSelected = this.#selections;
    account.lastUsedAtMs = this.#ports.clock.nowMs();
    account.inFlight += 1;
    this.#shelf.announce(account);
  }

  noteReleased(account: Account): void {
    account.inFlight -= 1;
    this.#shelf.announce(account);
  }

  /** Writes what had been left for later. */
  async flush(): Promise<void> {
    await this.#shelf.flush();
  }

  /** An account as the last run left it, with what a kill cut off settled. */
  async #take(record: AccountRecord): Promise<void> {
    const { store, vault, clock, logger } = this.#ports;
    const tokens = await vault.get(record.id);
    const settled = settledSignIn(record, tokens, clock.nowMs());
    if (settled === null) {
      await store.deleteAccount(record.id, { history: false });
      logger.warn('A sign-in was cut off before its tokens were stored; sign in again', { accountId: record.id });
      return;
    }
    const account = new Account(record, tokens);
    this.#shelf.put(account);
    if (settled !== record) this.#shelf.change(account, settled);
    if (tokens === null) this.#shelf.apply(account, { kind: 'tokensMissing' });
    if (isMarked(settled.refreshMark, 'refresh', tokens)) {
      logger.warn(
        'Evenkeel ended in the middle of renewing a sign-in. Its access token is used as long as it works; should the renewal turn out to be lost, the account asks for a new sign-in',
        { accountId: record.id },
      );
    }
  }

  async #moveByOwner(accountId: string, kind: 'pausedByOwner' | 'resumedByOwner', word: string): Promise<Account> {
    const account = this.#shelf.require(accountId);
    if (!ownerMay(kind, account)) {
      throw new Refusal(
        'account_state_transition_invalid',
        `${account.label} cannot be ${word} while it is ${account.status.replaceAll('_', ' ')}. Sign in to it again, or remove it.`,
      );
    }
    await this.#shelf.applyAndSave(account, { kind });
    return account;
  }
}
