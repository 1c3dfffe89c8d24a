import type { Account } from '../accounts/account.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import type { Trip } from './trip.ts';

const rememberedMs = 60_000;

/**
 * Accounts that refused a connection for the limit of some model, and with what. Whoever connects names no model, so that
 * `ModelMemory` cannot keep it away; without this, each connection would begin by asking every such account anew. It lasts
 * a minute only, because nothing is known of the model that comes. In memory alone.
 */
export class RefusedConnects {
  readonly #refused = new Map<string, { readonly failure: UpstreamFailure; readonly untilMs: number }>();

  note(accountId: string, failure: UpstreamFailure, nowMs: number): void {
    const endMs = failure.resetsAtMs ?? Infinity;
    this.#refused.set(accountId, { failure, untilMs: Math.min(nowMs + rememberedMs, endMs) });
  }

  /** Those of the accounts that would say the same again: it is taken as said. */
  passOver(trip: Pick<Trip, 'leave'>, accounts: readonly Pick<Account, 'id'>[], nowMs: number): void {
    for (const { id } of accounts) {
      const known = this.#refused.get(id);
      if (known !== undefined && known.untilMs > nowMs) trip.leave(id, known.failure, nowMs);
      else this.#refused.delete(id);
    }
  }
}
