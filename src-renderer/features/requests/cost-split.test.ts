import { describe, expect, it } from 'vitest';

import type { PriceEntry } from '#contract/prices.ts';

import { sampleRequest } from '../../state/sample-data.ts';
import { costSplit } from './cost-split.ts';

const rates = (input: number, cachedInput: number | null, output: number) => ({ input, cachedInput, output });
const entry = (model: string, price: Partial<PriceEntry['price']>): PriceEntry => ({
  model,
  source: 'builtin',
  price: { standard: rates(5, 0.5, 30), priority: null, flex: null, longContext: null, ...price },
});
const prices = [
  entry('gpt-5*', { standard: rates(1, 1, 1) }),
  entry('gpt-5.4', { priority: rates(10, 1, 60), longContext: rates(10, 1, 45), flex: rates(2.5, 0.25, 15) }),
];
const asked = (parts: Parameters<typeof sampleRequest>[0]) =>
  sampleRequest({ inputTokens: 1000, cachedInputTokens: 800, outputTokens: 100, ...parts });
const known = { prices, sources: [] };

describe('costSplit', () => {
  it('comes to the cost of the log, by the closest line', () => {
    expect(costSplit(asked({ costMicroUsd: 1000 + 400 + 3000 }), known)).toEqual([
      { part: 'input', tokens: 200, ratePer1m: 5, microUsd: 1000 },
      { part: 'cached', tokens: 800, ratePer1m: 0.5, microUsd: 400 },
      { part: 'output', tokens: 100, ratePer1m: 30, microUsd: 3000 },
    ]);
  });

  it.each([
    ['priority', { serviceTier: 'priority', costMicroUsd: 2000 + 800 + 6000 }, 10],
    ['long context', { inputTokens: 300_800, costMicroUsd: 3_000_000 + 800 + 4500 }, 10],
    ['long and flex', { inputTokens: 300_800, serviceTier: 'flex', costMicroUsd: 1_500_000 + 400 + 2250 }, 5],
  ])('knows the rates for %s', (_name, parts, inputRate) => {
    expect(costSplit(asked(parts), known)?.[0]?.ratePer1m).toBe(inputRate);
  });

  it('says nothing where the prices were others, or nobody knows them', () => {
    expect(costSplit(asked({ costMicroUsd: 4711 }), known)).toBeNull();
    expect(costSplit(asked({ costMicroUsd: null }), known)).toBeNull();
    expect(costSplit(asked({ costMicroUsd: 1, model: 'other' }), known)).toBeNull();
    expect(costSplit(asked({ costMicroUsd: 1, sourceId: 's1' }), known)).toBeNull();
  });
});
