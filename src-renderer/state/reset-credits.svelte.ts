import type { AccountSummary } from '#contract/account.ts';
import type { Redemption, ResetCredit, ResetCredits } from '#contract/reset-credits.ts';

import type { ApiClient } from '../connection/api-client.ts';

export interface ResetCreditPorts {
  readonly api: Pick<ApiClient, 'resetCredits' | 'redeemResetCredit'>;
  readonly newId: () => string;
  readonly onAccount: (account: AccountSummary) => void;
}

/**
 * The resets that an account may spend. A redemption has its id before it is sent, so that asking again after a lost
 * answer is about the same one and never spends a second.
 */
export class ResetCreditFlow {
  list = $state.raw<ResetCredits | null>(null);
  /** The question before one is spent. */
  isAsking = $state.raw(false);
  busy = $state.raw<'loading' | 'redeeming' | null>(null);
  done = $state.raw<Redemption | null>(null);
  error = $state.raw<unknown>(null);
  readonly #accountId: string;
  readonly #ports: ResetCreditPorts;

  constructor(accountId: string, ports: ResetCreditPorts) {
    this.#accountId = accountId;
    this.#ports = ports;
  }

  async load(): Promise<void> {
    if (this.busy !== null) return;
    this.busy = 'loading';
    this.error = null;
    try {
      this.list = await this.#ports.api.resetCredits(this.#accountId);
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = null;
    }
  }

  /** The one that would be spent: of those that can be, the one that is lost first. */
  get next(): ResetCredit | null {
    const usable = this.list?.credits.filter(({ status }) => status === 'available') ?? [];
    return usable.toSorted((one, other) => endMs(one) - endMs(other))[0] ?? null;
  }

  get canSpend(): boolean {
    return this.list !== null && this.list.availableCount > 0 && this.list.openRedemptions.length === 0;
  }

  ask(): void {
    if (this.canSpend) this.isAsking = true;
  }

  leave(): void {
    this.isAsking = false;
  }

  /** Spends one. */
  async spend(): Promise<void> {
    if (this.isAsking) await this.#redeem(this.#ports.newId());
  }

  /** What became of one that was sent before. */
  async askAgain(redeemRequestId: string): Promise<void> {
    await this.#redeem(redeemRequestId);
  }

  async #redeem(redeemRequestId: string): Promise<void> {
    if (this.busy !== null) return;
    this.busy = 'redeeming';
    this.error = null;
    this.done = null;
    let failure: unknown = null;
    try {
      const redemption = await this.#ports.api.redeemResetCredit(this.#accountId, { confirm: true, redeemRequestId });
      this.#ports.onAccount(redemption.account);
      this.done = redemption;
    } catch (error) {
      failure = error;
    }
    this.isAsking = false;
    this.busy = null;
    // Whether it is open now, and what is left, only the engine knows.
    await this.load();
    if (failure !== null) this.error = failure;
  }
}

function endMs({ expiresAt }: ResetCredit): number {
  return expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
}
