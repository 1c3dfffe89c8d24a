import { expect, it } from 'vitest';

import type { Price } from '../contract/prices.ts';
import { openTestStore, tempFolder } from '../storage/records.fixture.ts';
import { PriceBook } from './price-book.ts';

const price = (input: number): Price => ({
  standard: { input, cachedInput: null, output: 0 },
  priority: null,
  flex: null,
  longContext: null,
});

it('the longest pattern wins; of two the same the owner’s', async () => {
  const book = new PriceBook({ store: await openTestStore(tempFolder()) });
  const inputOf = (model: string): number | undefined => book.priceOf(model)?.standard.input;
  expect([inputOf('gpt-5.4'), inputOf('gpt-5.4-mini'), inputOf('gpt-5.4-2026-03-05')]).toEqual([2.5, 0.75, 2.5]);
  expect([inputOf('gpt-5.4-huge'), inputOf('gpt-5.7'), inputOf('')]).toEqual([undefined, undefined, undefined]);
  await book.set('gpt-*', price(1));
  await book.set('gpt-5.7*', price(2));
  expect([inputOf('gpt-5.4'), inputOf('gpt-5.4-huge'), inputOf('gpt-5.7'), inputOf('gpt-5.7-x')]).toEqual([
    2.5, 1, 2, 2,
  ]);
  await book.set('gpt-5.4', price(3));
  expect(inputOf('gpt-5.4')).toBe(3);
  await book.remove('gpt-5.4');
  expect(inputOf('gpt-5.4')).toBe(2.5);
  expect(book.priceOf(null)).toBeNull();
});

it('is the same when opened again', async () => {
  const folder = tempFolder();
  const store = await openTestStore(folder);
  await new PriceBook({ store }).set('my-model', price(4));
  await store.close();
  const again = new PriceBook({ store: await openTestStore(folder) });
  expect(again.priceOf('my-model')).toEqual(price(4));
  expect(again.list().find(({ model }) => model === 'my-model')).toMatchObject({ source: 'custom' });
});
