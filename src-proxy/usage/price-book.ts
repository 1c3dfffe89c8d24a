import { priceSchema, type Price, type PriceEntry } from '../contract/prices.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Store } from '../storage/store.ts';
import { builtinPrices } from './prices.ts';

export interface PriceBookPorts {
  readonly store: Pick<Store, 'savePrice' | 'deletePrice'> & { readonly initial: Pick<Store['initial'], 'prices'> };
}

/** Names of models come from clients: more than this are not remembered. */
const mostRemembered = 500;

/** The built-in table with the owner's own lines over it. An edit holds from the next request on; the past keeps its cost. */
export class PriceBook {
  readonly #store: PriceBookPorts['store'];
  readonly #custom = new Map<string, Price>();
  readonly #found = new Map<string, Price | null>();

  constructor({ store }: PriceBookPorts) {
    this.#store = store;
    for (const { model, price } of store.initial.prices) this.#custom.set(model, priceSchema.parse(price));
  }

  /** The line with the longest pattern that fits; of two the same the owner's. `null` where none fits: a price nobody knows. */
  priceOf(model: string | null): Price | null {
    if (model === null) return null;
    const known = this.#found.get(model);
    if (known !== undefined) return known;
    const found = this.#look(model);
    if (this.#found.size >= mostRemembered) this.#found.clear();
    this.#found.set(model, found);
    return found;
  }

  list(): PriceEntry[] {
    const patterns = new Set([...builtinPrices.keys(), ...this.#custom.keys()]);
    return [...patterns].toSorted().flatMap((model): PriceEntry[] => {
      const custom = this.#custom.get(model);
      if (custom !== undefined) return [{ model, source: 'custom', price: custom }];
      const builtin = builtinPrices.get(model);
      return builtin === undefined ? [] : [{ model, source: 'builtin', price: builtin }];
    });
  }

  /** Resolves once it is on disk. */
  async set(model: string, price: Price): Promise<PriceEntry> {
    await this.#store.savePrice({ model, price });
    this.#custom.set(model, price);
    this.#found.clear();
    return { model, source: 'custom', price };
  }

  /**
   * Takes the owner's line away; where there is a built-in one it holds again.
   * @throws Refusal `not_found`
   */
  async remove(model: string): Promise<void> {
    if (!this.#custom.has(model))
      throw new Refusal(
        'not_found',
        `There is no price of your own for "${model}"; built-in prices cannot be removed.`,
      );
    await this.#store.deletePrice(model);
    this.#custom.delete(model);
    this.#found.clear();
  }

  #look(model: string): Price | null {
    let longest = -1;
    let found: Price | null = null;
    for (const table of [builtinPrices, this.#custom]) {
      for (const [pattern, price] of table) {
        if (!fits(pattern, model) || pattern.length < longest) continue;
        longest = pattern.length;
        found = price;
      }
    }
    return found;
  }
}

function fits(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}
