import type { Account } from '../accounts/account.ts';

const rememberedMs = 600_000;
const maxEntries = 1000;
/** What a client writes there may be megabytes. */
const longestName = 256;

interface Refused {
  readonly planType: string;
  readonly untilMs: number;
}

/**
 * Which account was refused which model for its plan. For a while it is passed over for that model, so that not every request
 * begins with a refusal; another plan, or time, lets it be asked again. In memory alone: one refusal teaches it anew.
 */
export class ModelMemory {
  readonly #refused = new Map<string, Refused>();

  noteRefused({ id, planType }: Account, model: string, nowMs: number): void {
    const key = keyOf(id, model);
    // Put at the end, so that the oldest goes first.
    this.#refused.delete(key);
    this.#refused.set(key, { planType, untilMs: nowMs + rememberedMs });
    if (this.#refused.size <= maxEntries) return;
    const oldest = this.#refused.keys().next().value;
    if (oldest !== undefined) this.#refused.delete(oldest);
  }

  /** `false` where it was refused of late; `null` when nobody knows. */
  serves({ id, planType }: Account, model: string, nowMs: number): false | null {
    if (this.#refused.size === 0) return null;
    const refused = this.#refused.get(keyOf(id, model));
    return refused !== undefined && refused.planType === planType && refused.untilMs > nowMs ? false : null;
  }
}

function keyOf(accountId: string, model: string): string {
  return `${accountId} ${model.slice(0, longestName)}`;
}
