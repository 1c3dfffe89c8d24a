import type { Price, Rates } from '../contract/prices.ts';

/** List prices of the public API as of November 2026, for a pool's owner to see what the same work would have cost. */

const rates = (input: number, cachedInput: number | null, output: number): Rates => ({ input, cachedInput, output });

function times(one: Rates, factor: number): Rates {
  const scaled = (value: number): number => Number((value * factor).toPrecision(12));
  return {
    input: scaled(one.input),
    cachedInput: one.cachedInput === null ? null : scaled(one.cachedInput),
    output: scaled(one.output),
  };
}

function price(standard: Rates, more: Partial<Omit<Price, 'standard'>> = {}): Price {
  return { standard, priority: null, flex: null, longContext: null, ...more };
}

const sol = price(rates(5, 0.5, 30), {
  priority: rates(10, 1, 60),
  flex: rates(2.5, 0.25, 15),
  longContext: rates(10, 1, 45),
});
const codex = price(rates(1.75, 0.175, 14), { priority: rates(3.5, 0.35, 28) });
const olderCodex = price(rates(1.25, 0.125, 10), { priority: rates(2.5, 0.25, 20) });
const chat = price(rates(1.75, 0.175, 14));
const image = price(rates(5, 2, 30));
/** Priority is twice the standard price, flex half of it. */
const twiceAndHalf = (standard: Rates): Price =>
  price(standard, { priority: times(standard, 2), flex: times(standard, 0.5) });
const half = (standard: Rates): Price => price(standard, { flex: times(standard, 0.5) });
const pro = price(rates(30, null, 180), { flex: rates(15, null, 90) });

const byModel: Readonly<Record<string, Price>> = {
  'gpt-5.6': sol,
  'gpt-5.6-sol': sol,
  'gpt-5.6-terra': price(rates(2, 0.2, 12), {
    priority: rates(4, 0.4, 24),
    flex: rates(1, 0.1, 6),
    longContext: rates(4, 0.4, 18),
  }),
  'gpt-5.6-luna': price(rates(0.2, 0.02, 1.2), {
    priority: rates(0.4, 0.04, 2.4),
    flex: rates(0.1, 0.01, 0.6),
    longContext: rates(0.4, 0.04, 1.8),
  }),
  'gpt-5.5': price(rates(5, 0.5, 30), { priority: rates(12.5, 1.25, 75), flex: rates(2.5, 0.25, 15) }),
  'gpt-5.5-pro': pro,
  'gpt-5.4': price(rates(2.5, 0.25, 15), {
    priority: rates(5, 0.5, 30),
    flex: rates(1.25, 0.125, 7.5),
    longContext: rates(5, 0.5, 22.5),
  }),
  'gpt-5.4-mini': half(rates(0.75, 0.075, 4.5)),
  'gpt-5.4-nano': half(rates(0.2, 0.02, 1.25)),
  'gpt-5.4-pro': { ...pro, longContext: rates(60, null, 270) },
  'gpt-5.3': chat,
  'gpt-5.3-chat-latest': chat,
  'gpt-5.3-codex': codex,
  'gpt-5.2': twiceAndHalf(rates(1.75, 0.175, 14)),
  'gpt-5.2-chat-latest': chat,
  'gpt-5.2-codex': codex,
  'gpt-5.1': twiceAndHalf(rates(1.25, 0.125, 10)),
  'gpt-5.1-codex': olderCodex,
  'gpt-5.1-codex-max': olderCodex,
  'gpt-5.1-codex-mini': price(rates(0.25, 0.025, 2)),
  'gpt-5': twiceAndHalf(rates(1.25, 0.125, 10)),
  'gpt-5-codex': olderCodex,
  'gpt-image-2': image,
  'gpt-image-1.5': image,
  'gpt-image-1': image,
  'gpt-image-1-mini': image,
};

/**
 * By pattern: the model itself, and its dated snapshots (`gpt-5-2025-08-07`). Not `gpt-5*`, because a model that nobody
 * has heard of would be given the price of another; its cost is unknown, and is to be seen as unknown.
 */
export const builtinPrices: ReadonlyMap<string, Price> = new Map(
  Object.entries(byModel).flatMap(([model, one]) => [[model, one] as const, [`${model}-20*`, one] as const]),
);
