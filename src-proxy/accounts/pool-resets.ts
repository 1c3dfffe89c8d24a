import type { AuditActor } from '../contract/audit.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Redemption, ResetCredit } from '../contract/reset-credits.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import type { ResetCreditDesk } from './reset-credits.ts';

export interface PoolResetsPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly desk: Pick<ResetCreditDesk, 'list' | 'redeem' | 'accountOf' | 'isBusy'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
}

export interface PoolRedemption {
  readonly redeemRequestId: string;
  /** `null` leaves the choice to us. */
  readonly creditId: string | null;
}

/** The resets of all accounts, for a program that knows of one account alone. Each is spent by its account's own desk. */
export class PoolResets {
  readonly #ports: PoolResetsPorts;
  /** By its id: while the account is still being chosen, the same id must not choose another. */
  readonly #running = new Map<string, Promise<Redemption>>();

  constructor(ports: PoolResetsPorts) {
    this.#ports = ports;
  }

  /** How many there are, and each of them as far as its account tells. */
  async list(): Promise<{ readonly available: number; readonly credits: readonly ResetCredit[] }> {
    const accounts = this.#withResets();
    const lists = await Promise.all(accounts.map((account) => this.#creditsOf(account)));
    const available = accounts.reduce((sum, account) => sum + availableOf(account), 0);
    return { available, credits: lists.flat() };
  }

  /**
   * Spends one, once, however often the same id is asked.
   * @throws Refusal `reset_not_available` where there is none, and whatever the desk refuses with
   */
  async redeem(wanted: PoolRedemption, actor: AuditActor): Promise<Redemption> {
    const { redeemRequestId } = wanted;
    const running = this.#running.get(redeemRequestId);
    if (running !== undefined) return await running;
    const redemption = this.#redeem(wanted, actor).finally(() => this.#running.delete(redeemRequestId));
    this.#running.set(redeemRequestId, redemption);
    return await redemption;
  }

  async #redeem({ redeemRequestId, creditId }: PoolRedemption, actor: AuditActor): Promise<Redemption> {
    const { desk } = this.#ports;
    const accountId = desk.accountOf(redeemRequestId) ?? (await this.#accountFor(creditId))?.id;
    if (accountId === undefined) throw new Refusal('reset_not_available', 'No account has a reset to spend.');
    const credit = creditId === null ? {} : { creditId };
    return await desk.redeem(accountId, { confirm: true, redeemRequestId, ...credit }, actor);
  }

  async #accountFor(creditId: string | null): Promise<Account | null> {
    const accounts = this.#withResets();
    if (creditId === null) return accountToReset(accounts, (id) => this.#ports.desk.isBusy(id));
    for (const account of accounts)
      if ((await this.#creditsOf(account)).some(({ id }) => id === creditId)) return account;
    return null;
  }

  #withResets(): Account[] {
    const nowMs = this.#ports.clock.nowMs();
    return [...this.#ports.book.all()].filter(
      (account) => canBeReset(account) && availableOf(account) > 0 && nearestEndMs(account) > nowMs,
    );
  }

  async #creditsOf(account: Account): Promise<readonly ResetCredit[]> {
    try {
      return (await this.#ports.desk.list(account.id)).credits;
    } catch (error) {
      this.#ports.logger.warn('An account did not list its resets', { accountId: account.id, error });
      return [];
    }
  }
}

/**
 * Whose reset goes first: of an account that is used up, because there it gives something to work with; then the one that
 * ends soonest. One that is busy with another, or does not know what became of it, comes last. Pure.
 */
export function accountToReset(accounts: readonly Account[], isBusy: (accountId: string) => boolean): Account | null {
  const ranks = (account: Account): number[] => [
    isBusy(account.id) ? 1 : 0,
    account.status === 'active' ? 1 : 0,
    nearestEndMs(account),
    -Math.max(account.usage?.primary?.usedPercent ?? 0, account.usage?.secondary?.usedPercent ?? 0),
  ];
  const [first = null] = accounts.toSorted((a, b) => compared(ranks(a), ranks(b)));
  return first;
}

function compared(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((rank, index) => rank !== other[index]);
  return at === -1 ? 0 : (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1;
}

function canBeReset({ status, tokens }: Account): boolean {
  return tokens !== null && (status === 'active' || status === 'rate_limited' || status === 'quota_exceeded');
}

function availableOf({ usage }: Account): number {
  return usage?.resetCredits?.available ?? 0;
}

/** Of what has no end that is known, never. */
function nearestEndMs({ usage }: Account): number {
  return usage?.resetCredits?.nearestExpiresAtMs ?? Infinity;
}
