import { describe, expect, it } from 'vitest';

import type { PriceEntry } from '#contract/prices.ts';

import { PriceDraft } from './price-draft.svelte.ts';
import { linesOf, unpricedModels } from './price-lines.ts';
import { PriceList } from './price-list.svelte.ts';
import { sampleRequest } from './sample-data.ts';
import { sampleEntry, samplePrice } from './sample-keys.ts';

describe('the lines of the table', () => {
  it('a dated line that only repeats its model is folded into it; one of the owner never is', () => {
    const other = samplePrice({ flex: { input: 1, cachedInput: null, output: 1 } });
    const entries = [
      sampleEntry(),
      sampleEntry({ model: 'gpt-5-20*' }),
      sampleEntry({ model: 'gpt-6', source: 'custom', price: other }),
      sampleEntry({ model: 'gpt-6-20*' }),
      sampleEntry({ model: 'gpt-7' }),
      sampleEntry({ model: 'gpt-7-20*', source: 'custom' }),
    ];
    expect(linesOf(entries).map(({ model, withDated }) => [model, withDated])).toEqual([
      ['gpt-5', true],
      ['gpt-6', false],
      ['gpt-6-20*', false],
      ['gpt-7', false],
      ['gpt-7-20*', false],
    ]);
  });

  it('a model without a price is one that was answered and that no line fits', () => {
    const asked = (model: string | null, tokens: number | null = 5) => sampleRequest({ model, tokens });
    const requests = [
      asked('zeta'),
      asked('gpt-5'),
      asked('gpt-5-2025-08-07'),
      asked('gpt-5x'),
      asked('zeta'),
      asked(null),
      asked('typo', null),
    ];
    expect(unpricedModels(requests, [sampleEntry(), sampleEntry({ model: 'gpt-5-20*' })])).toEqual(['gpt-5x', 'zeta']);
  });
});

describe('PriceList', () => {
  it('says whether a built-in price holds in the place of the one that was taken away', async () => {
    let entries: PriceEntry[] = [sampleEntry({ source: 'custom' }), sampleEntry({ model: 'mine', source: 'custom' })];
    const list = new PriceList({
      prices: () => Promise.resolve(entries),
      setPrice: (model, price) => Promise.resolve({ model, price, source: 'custom' }),
      removePrice: (model) => {
        entries = model === 'mine' ? entries.slice(0, 1) : [sampleEntry(), ...entries.slice(1)];
        return Promise.resolve();
      },
      requestLogs: () =>
        Promise.resolve({
          requests: [sampleRequest({ model: 'new' })],
          hasMore: false,
          nextCursor: null,
          scannedThrough: null,
        }),
    });
    await list.reload();
    expect(list.unpriced).toEqual(['new']);
    expect([await list.remove('gpt-5'), await list.remove('mine')]).toEqual([true, false]);
  });
});

describe('a price as it is typed', () => {
  it('comes back as it was', () => {
    const price = samplePrice({ longContext: { input: 2.5, cachedInput: null, output: 15.75 } });
    expect(new PriceDraft(sampleEntry({ price })).read()).toEqual({ model: 'gpt-5', price });
  });

  it('takes away what is not priced apart any more', () => {
    const draft = new PriceDraft(sampleEntry({ price: samplePrice({ flex: samplePrice().standard }) }));
    draft.rates.flex.isApart = false;
    expect(draft.read()).toEqual({ model: 'gpt-5', price: samplePrice() });
  });

  it.each([
    ['', '1', '', '1', 'name of the model'],
    ['a b', '1', '', '1', 'name of the model'],
    ['a*b', '1', '', '1', 'name of the model'],
    ['a*', '', '', '1', 'Standard: input and output'],
    ['a*', '1', 'x', '1', 'Standard: input and output'],
    ['a*', '1', '', '-1', 'Standard: input and output'],
    ['a*', '1000001', '', '1', 'Standard: input and output'],
  ])('"%s" at %s, %s, %s is refused with words', (model, input, cachedInput, output, words) => {
    const draft = new PriceDraft({ model });
    Object.assign(draft.rates.standard, { input, cachedInput, output });
    expect(draft.read()).toEqual({ problem: expect.stringContaining(words) });
  });
});
