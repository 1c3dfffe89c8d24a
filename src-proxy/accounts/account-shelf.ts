import { Refusal } from '../contract/refusal.ts';
import type { Clock, Logger } from '../ports.ts';
import type { AccountRecord, Store, StoredState } from '../storage/store.ts';
import type { Account } from './account.ts';
import { transition, type AccountEvent } from './account-state.ts';
import type { Standing } from './standing.ts';

/** Samples come with every answer; the disk needs them less often. */
const sampleWriteIntervalMs = 5000;

export type AccountChange =
  { readonly kind: 'changed'; readonly account: Account } | { readonly kind: 'removed'; readonly accountId: string };

/** The part of the store that accounts need. */
export type AccountRows = Pick<Store, 'saveAccount' | 'deleteAccount'> & {
  readonly initial: Pick<StoredState, 'accounts'>;
};

export interface AccountShelfPorts {
  readonly store: AccountRows;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The accounts in memory, written through to disk; whoever watches hears of each change. */
export class AccountShelf {
  readonly #accounts = new Map<string, Account>();
  readonly #listeners = new Set<(change: AccountChange) => void>();
  readonly #unwritten = new Map<string, number>();
  readonly #ports: AccountShelfPorts;

  constructor(ports: AccountShelfPorts) {
    this.#ports = ports;
  }

  all(): Account[] {
    return [...this.#accounts.values()];
  }

  find(accountId: string): Account | null {
    return this.#accounts.get(accountId) ?? null;
  }

  /** @throws Refusal `account_not_found` */
  require(accountId: string): Account {
    const account = this.#accounts.get(accountId);
    if (!account)
      throw new Refusal('account_not_found', 'There is no such account. It may have been removed in another window.');
    return account;
  }

  /** False for an account that was removed while something still ran on it. */
  holds(account: Account): boolean {
    return this.#accounts.get(account.id) === account;
  }

  put(account: Account): void {
    this.#accounts.set(account.id, account);
  }

  remove(accountId: string): void {
    this.#accounts.delete(accountId);
    this.#unwritten.delete(accountId);
  }

  onChange(listener: (change: AccountChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of an account that was removed nobody hears any more, whatever still ends on it. */
  announce(account: Account): void {
    if (!this.holds(account)) return;
    for (const listener of this.#listeners) listener({ kind: 'changed', account });
  }

  announceRemoval(accountId: string): void {
    for (const listener of this.#listeners) listener({ kind: 'removed', accountId });
  }

  /** Changes the record; resolves once that is on disk. */
  async save(account: Account, change: Partial<AccountRecord>): Promise<void> {
    account.record = { ...account.record, ...change };
    if (this.holds(account)) await this.#ports.store.saveAccount(account.record);
    this.announce(account);
  }

  /** Changes the record; nobody waits for the disk, and what goes wrong there is logged. */
  change(account: Account, change: Partial<AccountRecord>): void {
    account.record = { ...account.record, ...change };
    this.#write(account);
    this.announce(account);
  }

  /** As `change`, at most every few seconds; `flush` writes the rest. */
  changeLazily(account: Account, change: Partial<AccountRecord>): void {
    account.record = { ...account.record, ...change };
    const nowMs = this.#ports.clock.nowMs();
    if (nowMs - (this.#unwritten.get(account.id) ?? 0) >= sampleWriteIntervalMs) {
      this.#unwritten.set(account.id, nowMs);
      this.#write(account);
    }
    this.announce(account);
  }

  /** What happened, with all it means for the account's state; nobody waits for the disk. */
  apply(account: Account, event: AccountEvent): void {
    const next = transition(account, event, this.#ports.clock.nowMs());
    account.rests = next.rests;
    this.#move(account, next.standing);
  }

  /** As `apply`; resolves once it is on disk. */
  async applyAndSave(account: Account, event: AccountEvent): Promise<void> {
    const { standing, rests } = transition(account, event, this.#ports.clock.nowMs());
    account.rests = rests;
    const { status, deactivationReason, resetAtMs, blockedAtMs } = standing;
    await this.save(account, { status, deactivationReason, resetAtMs, blockedAtMs });
  }

  #move(account: Account, next: Standing): void {
    const { record } = account;
    const { status, deactivationReason, resetAtMs, blockedAtMs } = next;
    const same =
      status === record.status &&
      deactivationReason === record.deactivationReason &&
      resetAtMs === record.resetAtMs &&
      blockedAtMs === record.blockedAtMs;
    if (same) return;
    this.#ports.logger.info('An account changed its status', {
      accountId: record.id,
      from: record.status,
      to: status,
      reason: deactivationReason,
    });
    this.change(account, { status, deactivationReason, resetAtMs, blockedAtMs });
  }

  /** Writes what had been left for later. */
  async flush(): Promise<void> {
    const late = [...this.#unwritten.keys()].flatMap((id) => this.find(id) ?? []);
    await Promise.all(late.map((account) => this.#ports.store.saveAccount(account.record)));
  }

  #write(account: Account): void {
    if (!this.holds(account)) return;
    this.#ports.store.saveAccount(account.record).catch((error: unknown) => {
      this.#ports.logger.error('The state of an account could not be written', { accountId: account.id, error });
    });
  }
}
