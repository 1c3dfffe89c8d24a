import type { Price, PriceEntry, Rates } from '#contract/prices.ts';

import { messages } from '../i18n/messages.ts';

export type PriceKind = keyof Price;
export const priceKinds: readonly PriceKind[] = ['standard', 'priority', 'flex', 'longContext'];

export interface RatesDraft {
  /** Whether it is priced apart; the standard rates always are. */
  isApart: boolean;
  input: string;
  /** Empty where the cache makes nothing cheaper. */
  cachedInput: string;
  output: string;
}

const t = messages.prices.editor;
const mostUsd = 1_000_000;

/** A price as it is typed, in dollars for a million tokens. */
export class PriceDraft {
  model = $state('');
  rates = $state<Record<PriceKind, RatesDraft>>({
    standard: draftOf(null),
    priority: draftOf(null),
    flex: draftOf(null),
    longContext: draftOf(null),
  });

  constructor(entry: Pick<PriceEntry, 'model'> & Partial<PriceEntry>) {
    this.model = entry.model;
    for (const kind of priceKinds) this.rates[kind] = draftOf(entry.price?.[kind] ?? null);
    this.rates.standard.isApart = true;
  }

  /** What is to be stored, or why it cannot be. */
  read(): { model: string; price: Price } | { problem: string } {
    const model = this.model.trim();
    if (!/^[^\s*]{1,128}\*?$/.test(model)) return { problem: t.needsModel };
    const read: Record<PriceKind, Rates | null> = { standard: null, priority: null, flex: null, longContext: null };
    for (const kind of priceKinds) {
      const draft = this.rates[kind];
      if (!draft.isApart) continue;
      const [input, cachedInput, output] = [draft.input, draft.cachedInput, draft.output].map(dollarsOf);
      const isCacheRead = draft.cachedInput.trim() === '' || cachedInput != null;
      if (input == null || output == null || !isCacheRead) return { problem: t.needsRates(t.kinds[kind]) };
      read[kind] = { input, cachedInput: cachedInput ?? null, output };
    }
    const { standard, ...others } = read;
    return standard === null ? { problem: t.needsRates(t.kinds.standard) } : { model, price: { standard, ...others } };
  }
}

function draftOf(rates: Rates | null): RatesDraft {
  if (rates === null) return { isApart: false, input: '', cachedInput: '', output: '' };
  const { input, cachedInput, output } = rates;
  return {
    isApart: true,
    input: String(input),
    cachedInput: cachedInput === null ? '' : String(cachedInput),
    output: String(output),
  };
}

function dollarsOf(text: string): number | null {
  const value = /^\d*\.?\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return value <= mostUsd ? value : null;
}
