import { Refusal } from '../contract/refusal.ts';
import type { Logger } from '../ports.ts';
import type { RedemptionRecord, Store } from '../storage/store.ts';

export type RedemptionOutcome = NonNullable<RedemptionRecord['outcome']>;

export interface RedemptionLedgerPorts {
  readonly store: Pick<Store, 'initial' | 'saveRedemption'>;
  readonly logger: Logger;
}

/** Every reset that was spent, or may have been: in memory, and on disk before the request leaves. */
export class RedemptionLedger {
  readonly #records = new Map<string, RedemptionRecord>();
  readonly #ports: RedemptionLedgerPorts;

  constructor(ports: RedemptionLedgerPorts) {
    this.#ports = ports;
    const { openRedemptions, settledRedemptions } = ports.store.initial;
    for (const record of [...settledRedemptions, ...openRedemptions]) this.#records.set(record.redeemRequestId, record);
  }

  find(redeemRequestId: string): RedemptionRecord | null {
    return this.#records.get(redeemRequestId) ?? null;
  }

  /** Those whose outcome nobody knows, oldest first. */
  open(accountId: string): RedemptionRecord[] {
    return [...this.#records.values()]
      .filter((record) => record.accountId === accountId && record.outcome === null)
      .toSorted((a, b) => a.requestedAtMs - b.requestedAtMs);
  }

  /** @throws Refusal `store_unavailable`: then nothing may be sent. */
  async begin(record: RedemptionRecord): Promise<void> {
    try {
      await this.#ports.store.saveRedemption(record);
    } catch (cause) {
      throw new Refusal(
        'store_unavailable',
        'The redemption could not be written to disk first, so it was not sent. See whether the disk is full.',
        {},
        { cause },
      );
    }
    this.#records.set(record.redeemRequestId, record);
  }

  /** What the disk does not take is open again after a restart; to ask for it again is safe. */
  async settle(record: RedemptionRecord, outcome: RedemptionOutcome): Promise<void> {
    const settled = { ...record, outcome };
    this.#records.set(record.redeemRequestId, settled);
    await this.#ports.store.saveRedemption(settled).catch((error: unknown) => {
      const { accountId, redeemRequestId } = record;
      this.#ports.logger.error('The outcome of a redemption could not be written', {
        accountId,
        redeemRequestId,
        error,
      });
    });
  }
}
