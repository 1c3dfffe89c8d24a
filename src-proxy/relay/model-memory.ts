import type { Account } from '../accounts/account.ts';
import { metersModel } from '../accounts/models/metered-models.ts';
import type { ModelLack } from '../routing/standing.ts';
import type { AdditionalLimit, UsageWindow } from '../storage/store.ts';

const rememberedMs = 600_000;
const maxEntries = 1000;
/** What a client writes there may be megabytes. */
const longestName = 256;
/** Two words for one moment may differ by a little. */
const sameMomentMs = 60_000;

type Learned =
  /** For its plan, or because the model was not there. */
  | { readonly kind: 'refused'; readonly planType: string; readonly untilMs: number }
  | { readonly kind: 'limited'; readonly atMs: number; readonly untilMs: number };

const notServed: ModelLack = { code: 'model_not_served', untilMs: null };

/**
 * Which account was refused which model. For a while it is passed over for that model, so that not every request begins with
 * a refusal. A refusal for the plan: ten minutes, or until it has another plan. A model whose own allowance is used up: until
 * that starts anew. In memory alone: one refusal teaches it anew.
 */
export class ModelMemory {
  readonly #learned = new Map<string, Learned>();

  noteRefused({ id, planType }: Account, model: string, nowMs: number): void {
    this.#learn(keyOf(id, model), { kind: 'refused', planType, untilMs: nowMs + rememberedMs });
  }

  noteLimited({ id }: Account, model: string, untilMs: number, nowMs: number): void {
    this.#learn(keyOf(id, model), { kind: 'limited', atMs: nowMs, untilMs });
  }

  /** Why it is not to be asked for the model; `null` where nothing is known against it. */
  lackOf(account: Account, model: string, nowMs: number): ModelLack | null {
    return this.#learnedOf(account, model, nowMs) ?? reportedLimit(account, model, nowMs);
  }

  #learnedOf(account: Account, model: string, nowMs: number): ModelLack | null {
    if (this.#learned.size === 0) return null;
    const learned = this.#learned.get(keyOf(account.id, model));
    if (learned === undefined || learned.untilMs <= nowMs) return null;
    if (learned.kind === 'refused') return learned.planType === account.planType ? notServed : null;
    return beganAnew(account, model, learned) ? null : { code: 'model_limited', untilMs: learned.untilMs };
  }

  #learn(key: string, learned: Learned): void {
    // Put at the end, so that the oldest goes first.
    this.#learned.delete(key);
    this.#learned.set(key, learned);
    if (this.#learned.size <= maxEntries) return;
    const oldest = this.#learned.keys().next().value;
    if (oldest !== undefined) this.#learned.delete(oldest);
  }
}

/** The upstream said of itself that the model's allowance is used up. Without an end it is not believed: it could last for ever. */
function reportedLimit({ usage }: Account, model: string, nowMs: number): ModelLack | null {
  if (usage?.additional === undefined) return null;
  const ends = limitsOf(usage.additional, model)
    .filter(({ usedPercent }) => usedPercent >= 100)
    .flatMap(({ resetAtMs }) => (resetAtMs !== null && resetAtMs > nowMs ? resetAtMs : []));
  return ends.length === 0 ? null : { code: 'model_limited', untilMs: Math.max(...ends) };
}

/**
 * Reports lag behind, so that room in one ends no limit; a window that ends later than the one that was used up is another
 * one, as after a reset that somebody spent.
 */
function beganAnew(
  { usage }: Account,
  model: string,
  { atMs, untilMs }: Extract<Learned, { kind: 'limited' }>,
): boolean {
  if (usage?.additional === undefined || usage.atMs <= atMs) return false;
  return limitsOf(usage.additional, model).some(
    ({ usedPercent, resetAtMs }) => usedPercent < 100 && resetAtMs !== null && resetAtMs > untilMs + sameMomentMs,
  );
}

function limitsOf(additional: readonly AdditionalLimit[], model: string): UsageWindow[] {
  return additional
    .filter((limit) => metersModel(limit, model) === true)
    .flatMap(({ primary, secondary, monthly }) => [primary, secondary, monthly].filter((window) => window !== null));
}

function keyOf(accountId: string, model: string): string {
  return `${accountId} ${model.slice(0, longestName)}`;
}
