import type { AccountSummary } from '../contract/account.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Clock, Logger } from '../ports.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import { redact } from '../observe/redact.ts';
import type { AccountRecord, Store, UsageSample } from '../storage/store.ts';
import type { TokenSet, Vault } from '../vault/vault.ts';
import { Account, summaryOf } from './account.ts';
import {
  afterClockChange,
  afterFailure,
  afterPause,
  afterPermanentFailure,
  afterReactivate,
  afterRefusals,
  afterServed,
  afterSignIn,
  afterTime,
  afterUsageSample,
  isUnexplainedRefusal,
  type Standing,
} from './account-state.ts';
import type { ImportedLogin } from './imported-login.ts';

const burstCooldownMs = 3000;
const longestCooldownMs = 60_000;
/** Samples come with every answer; the disk needs them less often. */
const sampleWriteIntervalMs = 5000;

export interface AccountBookPorts {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
}

export type AccountChange =
  { readonly kind: 'changed'; readonly account: Account } | { readonly kind: 'removed'; readonly accountId: string };

/**
 * All accounts: in memory for every request, on disk after every change. Tokens go to the vault and nowhere else; a
 * token is in the vault before it is used.
 */
export class AccountBook {
  readonly #accounts = new Map<string, Account>();
  readonly #listeners = new Set<(change: AccountChange) => void>();
  readonly #unwritten = new Map<string, number>();
  readonly #ports: AccountBookPorts;
  #selections = 0;

  private constructor(ports: AccountBookPorts) {
    this.#ports = ports;
  }

  static async load(ports: AccountBookPorts): Promise<AccountBook> {
    const book = new AccountBook(ports);
    for (const record of ports.store.initial.accounts) {
      const account = new Account(record, await ports.vault.get(record.id));
      book.#accounts.set(record.id, account);
      if (account.tokens === null && record.status !== 'reauth_required') {
        book.#move(account, afterPermanentFailure('tokens_missing', ports.clock.nowMs()));
      }
    }
    return book;
  }

  all(): Account[] {
    return [...this.#accounts.values()];
  }

  find(accountId: string): Account | null {
    return this.#accounts.get(accountId) ?? null;
  }

  summaries(): AccountSummary[] {
    return this.all().map((account) => this.summary(account));
  }

  summary(account: Account): AccountSummary {
    return summaryOf(account, this.#ports.clock.nowMs());
  }

  onChange(listener: (change: AccountChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds the account, or gives a known one its new tokens. The vault comes first: a row without tokens is of no use. */
  async signIn(login: ImportedLogin): Promise<{ result: 'added' | 'updated'; account: Account }> {
    const { store, vault, clock } = this.#ports;
    await vault.put(login.accountId, login.tokens);
    const known = this.#accounts.get(login.accountId);
    const record: AccountRecord = {
      alias: null,
      createdAtMs: clock.nowMs(),
      usage: null,
      ...known?.record,
      ...login.identity,
      ...afterSignIn(),
      id: login.accountId,
      lastRefreshMs: login.tokens.obtainedAtMs,
    };
    const account = known ?? new Account(record, login.tokens);
    account.record = record;
    account.tokens = login.tokens;
    forgetRests(account);
    account.lastError = null;
    await store.saveAccount(record);
    this.#accounts.set(record.id, account);
    this.#announce(account);
    return { result: known ? 'updated' : 'added', account };
  }

  async pause(accountId: string): Promise<Account> {
    return await this.#moveByOwner(accountId, (standing, nowMs) => afterPause(standing, nowMs), 'paused');
  }

  async reactivate(accountId: string): Promise<Account> {
    const account = await this.#moveByOwner(
      accountId,
      (standing, nowMs) => afterReactivate(standing, nowMs),
      'resumed',
    );
    forgetRests(account);
    return account;
  }

  /** What its owner calls it; `null` takes the name away. */
  async rename(accountId: string, alias: string | null): Promise<Account> {
    const account = this.require(accountId);
    account.record = { ...account.record, alias };
    await this.#ports.store.saveAccount(account.record);
    this.#announce(account);
    return account;
  }

  /** Tokens are erased before anything else. */
  async remove(accountId: string, options: { history: boolean }): Promise<void> {
    this.require(accountId);
    await this.#ports.vault.delete(accountId);
    this.#accounts.delete(accountId);
    this.#unwritten.delete(accountId);
    await this.#ports.store.deleteAccount(accountId, options);
    for (const listener of this.#listeners) listener({ kind: 'removed', accountId });
  }

  /** New tokens from a refresh. Persisted before anybody can use them. */
  async replaceTokens(account: Account, tokens: TokenSet): Promise<void> {
    // Removed while the refresh ran: its tokens stay erased.
    if (!this.#holds(account)) return;
    await this.#ports.vault.put(account.id, tokens);
    account.tokens = tokens;
    account.record = { ...account.record, lastRefreshMs: tokens.obtainedAtMs };
    this.#write(account);
    this.#announce(account);
  }

  /** Limits whose time has come are lifted. Cheap: called before every selection. */
  liftExpired(): void {
    const nowMs = this.#ports.clock.nowMs();
    for (const account of this.#accounts.values()) {
      this.#move(account, afterTime(account.record, nowMs));
      if (account.backoffUntilMs !== 0 && account.backoffUntilMs <= nowMs) account.errorCount = 0;
    }
  }

  noteSelected(account: Account): void {
    this.#selections += 1;
    account.lastSelected = this.#selections;
    account.inFlight += 1;
    this.#announce(account);
  }

  noteReleased(account: Account): void {
    account.inFlight -= 1;
    this.#announce(account);
  }

  noteSuccess(account: Account): void {
    account.errorCount = 0;
    account.refusalsInARow = 0;
  }

  /** A probe went through: proof that no limit is in force. */
  noteServedInSpiteOfLimit(account: Account): void {
    this.noteSuccess(account);
    this.#move(account, afterServed(account.record));
  }

  /** Times that were noted under another clock: a rest of seconds must not become one of hours. */
  noteClockChange(): void {
    const nowMs = this.#ports.clock.nowMs();
    for (const account of this.#accounts.values()) {
      account.cooldownUntilMs = Math.min(account.cooldownUntilMs, nowMs + longestCooldownMs);
      account.lastErrorAtMs = Math.min(account.lastErrorAtMs, nowMs);
      this.#move(account, afterClockChange(account.record, nowMs));
    }
  }

  noteUsage(account: Account, sample: UsageSample): void {
    const nowMs = this.#ports.clock.nowMs();
    account.record = { ...account.record, usage: mergeSample(account.record.usage, sample) };
    const moved = this.#move(account, afterUsageSample(account.record, sample, nowMs));
    if (!moved && nowMs - (this.#unwritten.get(account.id) ?? 0) >= sampleWriteIntervalMs) {
      this.#unwritten.set(account.id, nowMs);
      this.#write(account);
    }
    this.#announce(account);
  }

  notePlan(account: Account, planType: string): void {
    if (account.record.planType === planType) return;
    account.record = { ...account.record, planType };
    this.#write(account);
    this.#announce(account);
  }

  /** What a failure means for the account: its standing, a short rest, or only a note. A request's own faults are not the account's. */
  noteFailure(account: Account, given: UpstreamFailure): void {
    if (given.class === 'request' || given.class === 'foreign_content') return;
    const nowMs = this.#ports.clock.nowMs();
    this.noteTrouble(account, given);
    const unexplained = isUnexplainedRefusal(given);
    if (unexplained) account.refusalsInARow += 1;
    const failure = unexplained ? afterRefusals(given, account.refusalsInARow) : given;
    if (failure.class === 'burst') {
      account.cooldownUntilMs = nowMs + Math.min(failure.retryAfterMs ?? burstCooldownMs, longestCooldownMs);
    }
    if (failure.class === 'server' || failure.class === 'account_refused') this.#countErrors(account, 1);
    this.#move(account, afterFailure(account.record, failure, nowMs));
    this.#announce(account);
  }

  /** A failure that is shown with the account and says nothing about it, such as a sign-in service that is out of order. */
  noteTrouble(account: Account, failure: UpstreamFailure): void {
    account.lastError = {
      at: new Date(this.#ports.clock.nowMs()).toISOString(),
      statusCode: failure.statusCode,
      code: failure.code,
      message: redact(failure.raw === '' ? failure.message : failure.raw),
    };
    this.#announce(account);
  }

  /** The account broke so often in one request that it rests at once. */
  noteExhaustedRetries(account: Account): void {
    this.#countErrors(account, 3);
  }

  /** Writes what had been left for later. */
  async flush(): Promise<void> {
    const late = [...this.#unwritten.keys()].flatMap((id) => this.#accounts.get(id) ?? []);
    await Promise.all(late.map((account) => this.#ports.store.saveAccount(account.record)));
  }

  #countErrors(account: Account, atLeast: number): void {
    account.errorCount = Math.max(account.errorCount + 1, atLeast);
    account.lastErrorAtMs = this.#ports.clock.nowMs();
  }

  /** @throws Refusal `account_not_found` */
  require(accountId: string): Account {
    const account = this.#accounts.get(accountId);
    if (!account)
      throw new Refusal('account_not_found', 'There is no such account. It may have been removed in another window.');
    return account;
  }

  async #moveByOwner(
    accountId: string,
    step: (standing: Standing, nowMs: number) => Standing | null,
    word: string,
  ): Promise<Account> {
    const account = this.require(accountId);
    const next = step(account.record, this.#ports.clock.nowMs());
    if (next === null) {
      throw new Refusal(
        'account_state_transition_invalid',
        `${account.label} cannot be ${word} while it is ${account.status.replaceAll('_', ' ')}. Import its auth.json again, or remove it.`,
      );
    }
    account.record = { ...account.record, ...next };
    await this.#ports.store.saveAccount(account.record);
    this.#announce(account);
    return account;
  }

  #move(account: Account, next: Standing): boolean {
    const { record } = account;
    const same =
      next.status === record.status &&
      next.deactivationReason === record.deactivationReason &&
      next.resetAtMs === record.resetAtMs &&
      next.blockedAtMs === record.blockedAtMs;
    if (same) return false;
    account.record = {
      ...record,
      status: next.status,
      deactivationReason: next.deactivationReason,
      resetAtMs: next.resetAtMs,
      blockedAtMs: next.blockedAtMs,
    };
    this.#ports.logger.info('An account changed its status', {
      accountId: record.id,
      from: record.status,
      to: next.status,
      reason: next.deactivationReason,
    });
    this.#write(account);
    this.#announce(account);
    return true;
  }

  #holds(account: Account): boolean {
    return this.#accounts.get(account.id) === account;
  }

  #write(account: Account): void {
    if (!this.#holds(account)) return;
    this.#ports.store.saveAccount(account.record).catch((error: unknown) => {
      this.#ports.logger.error('The state of an account could not be written', { accountId: account.id, error });
    });
  }

  #announce(account: Account): void {
    for (const listener of this.#listeners) listener({ kind: 'changed', account });
  }
}

function forgetRests(account: Account): void {
  account.errorCount = 0;
  account.refusalsInARow = 0;
  account.cooldownUntilMs = 0;
}

/** Headers name only some windows; what they leave out is not thereby unknown. */
function mergeSample(before: UsageSample | null, sample: UsageSample): UsageSample {
  if (before === null) return sample;
  return {
    atMs: sample.atMs,
    primary: sample.primary ?? before.primary,
    secondary: sample.secondary ?? before.secondary,
    monthly: sample.monthly ?? before.monthly,
    credits: sample.credits ?? before.credits,
  };
}
