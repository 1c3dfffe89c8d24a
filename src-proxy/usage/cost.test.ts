import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Price } from '../contract/prices.ts';
import { costMicroUsd } from './cost.ts';
import { builtinPrices } from './prices.ts';

const million = { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: null };
const of = (model: string): Price | null => builtinPrices.get(model) ?? null;
/** Dollars for a million short-context tokens of each kind. */
function rates(model: string, tier: string | null): (number | null)[] {
  const cost = (input: number, cached: number, output: number): number | null => {
    const tokens = { inputTokens: input, cachedInputTokens: cached, outputTokens: output, reasoningTokens: null };
    const micro = costMicroUsd(of(model), tier, tokens);
    return micro === null ? null : micro / 100_000;
  };
  return [cost(100_000, 0, 0), cost(100_000, 100_000, 0), cost(0, 0, 100_000)];
}
function longRates(model: string, tier: string | null = null): (number | null)[] {
  const input = costMicroUsd(of(model), tier, million) ?? 0;
  const cached = costMicroUsd(of(model), tier, { ...million, cachedInputTokens: 1_000_000 }) ?? 0;
  const both = costMicroUsd(of(model), tier, { ...million, outputTokens: 1_000_000 }) ?? 0;
  return [input / 1e6, cached / 1e6, (both - input) / 1e6];
}

describe('the table', () => {
  it.each([
    ['gpt-5.6-sol', [5, 0.5, 30], [10, 1, 60], [2.5, 0.25, 15]],
    ['gpt-5.6', [5, 0.5, 30], [10, 1, 60], [2.5, 0.25, 15]],
    ['gpt-5.6-terra', [2, 0.2, 12], [4, 0.4, 24], [1, 0.1, 6]],
    ['gpt-5.6-luna', [0.2, 0.02, 1.2], [0.4, 0.04, 2.4], [0.1, 0.01, 0.6]],
    ['gpt-5.5', [5, 0.5, 30], [12.5, 1.25, 75], [2.5, 0.25, 15]],
    ['gpt-5.5-pro', [30, 30, 180], [30, 30, 180], [15, 15, 90]],
    ['gpt-5.4', [2.5, 0.25, 15], [5, 0.5, 30], [1.25, 0.125, 7.5]],
    ['gpt-5.4-mini', [0.75, 0.075, 4.5], [0.75, 0.075, 4.5], [0.375, 0.0375, 2.25]],
    ['gpt-5.4-nano', [0.2, 0.02, 1.25], [0.2, 0.02, 1.25], [0.1, 0.01, 0.625]],
    ['gpt-5.4-pro', [30, 30, 180], [30, 30, 180], [15, 15, 90]],
    ['gpt-5.3-codex', [1.75, 0.175, 14], [3.5, 0.35, 28], [1.75, 0.175, 14]],
    ['gpt-5.2-codex', [1.75, 0.175, 14], [3.5, 0.35, 28], [1.75, 0.175, 14]],
    ['gpt-5.3', [1.75, 0.175, 14], [1.75, 0.175, 14], [1.75, 0.175, 14]],
    ['gpt-5.3-chat-latest', [1.75, 0.175, 14], [1.75, 0.175, 14], [1.75, 0.175, 14]],
    ['gpt-5.2', [1.75, 0.175, 14], [3.5, 0.35, 28], [0.875, 0.0875, 7]],
    ['gpt-5.1', [1.25, 0.125, 10], [2.5, 0.25, 20], [0.625, 0.0625, 5]],
    ['gpt-5', [1.25, 0.125, 10], [2.5, 0.25, 20], [0.625, 0.0625, 5]],
    ['gpt-5.1-codex-max', [1.25, 0.125, 10], [2.5, 0.25, 20], [1.25, 0.125, 10]],
    ['gpt-5-codex', [1.25, 0.125, 10], [2.5, 0.25, 20], [1.25, 0.125, 10]],
    ['gpt-5.1-codex-mini', [0.25, 0.025, 2], [0.25, 0.025, 2], [0.25, 0.025, 2]],
    ['gpt-image-1-mini', [5, 2, 30], [5, 2, 30], [5, 2, 30]],
  ])('%s: standard, priority, flex', (model, standard, priority, flex) => {
    expect(rates(model, null)).toEqual(standard);
    expect(rates(model, 'default')).toEqual(standard);
    expect(rates(model, 'priority')).toEqual(priority);
    expect(rates(model, 'fast')).toEqual(priority);
    expect(rates(model, 'flex')).toEqual(flex);
  });

  it.each([
    ['gpt-5.6-sol', [10, 1, 45]],
    ['gpt-5.6-terra', [4, 0.4, 18]],
    ['gpt-5.6-luna', [0.4, 0.04, 1.8]],
    ['gpt-5.4', [5, 0.5, 22.5]],
    ['gpt-5.4-pro', [60, 60, 270]],
    ['gpt-5.5', [5, 0.5, 30]],
  ])('%s beyond 272,000 tokens', (model, expected) => {
    expect(longRates(model)).toEqual(expected);
  });

  it('a long context is dearer from the first token past 272,000; priority has one price, flex its own rise', () => {
    const at = (inputTokens: number) => costMicroUsd(of('gpt-5.4'), null, { ...million, inputTokens });
    expect([at(272_000), at(272_001)]).toEqual([272_000 * 2.5, 272_001 * 5]);
    expect(longRates('gpt-5.4', 'priority')).toEqual([5, 0.5, 30]);
    expect(longRates('gpt-5.4', 'flex')).toEqual([2.5, 0.25, 11.25]);
    expect(longRates('gpt-5.5', 'flex')).toEqual([2.5, 0.25, 15]);
  });
});

describe('costMicroUsd', () => {
  it('is unknown without a price or without tokens, which is not nothing', () => {
    expect(costMicroUsd(null, null, million)).toBeNull();
    expect(costMicroUsd(of('gpt-5'), null, { ...million, inputTokens: null })).toBeNull();
    expect(costMicroUsd(of('gpt-5'), null, { ...million, inputTokens: 0 })).toBe(0);
  });

  it('counts reasoning as part of the output, and where no output is told in its place', () => {
    const tokens = { inputTokens: 0, cachedInputTokens: null, outputTokens: 10, reasoningTokens: 8 };
    expect(costMicroUsd(of('gpt-5'), null, tokens)).toBe(100);
    expect(costMicroUsd(of('gpt-5'), null, { ...tokens, outputTokens: null })).toBe(80);
  });

  it('cached tokens are never more than the input and never less than none', () => {
    const any = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...builtinPrices.values()),
        fc.nat(1_000_000),
        any,
        fc.nat(100_000),
        (price, input, cached, output) => {
          const tokens = { inputTokens: input, cachedInputTokens: cached, outputTokens: output, reasoningTokens: null };
          const clamped = { ...tokens, cachedInputTokens: Math.min(Math.max(0, cached), input) };
          const cost = costMicroUsd(price, null, tokens);
          expect(cost).toBe(costMicroUsd(price, null, clamped));
          expect(Number.isInteger(cost)).toBe(true);
          expect(cost).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
