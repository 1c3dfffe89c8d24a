import { expect, it } from 'vitest';

import { ceilingFrom, modelFrom } from './sources-text.ts';

it.each([
  ['llama3.3:70b', { model: 'llama3.3:70b', inputPer1m: null, outputPer1m: null }],
  ['vendor/model@0.5/1.25', { model: 'vendor/model', inputPer1m: 0.5, outputPer1m: 1.25 }],
  ['free@0/0', { model: 'free', inputPer1m: 0, outputPer1m: 0 }],
])('%s is a model', (text, model) => {
  expect(modelFrom(text)).toMatchObject(model);
});

it.each(['', '@1/2', 'two words', 'm@1', 'm@a/b', 'm@1/2@3', 'm@-1/2'])('%s is no model', (text) => {
  expect(() => modelFrom(text)).toThrow(/is not a model/);
});

it('a ceiling is dollars', () => {
  expect([ceilingFrom('20'), ceilingFrom('0.5')]).toEqual([20_000_000, 500_000]);
  expect(() => ceilingFrom('$20')).toThrow(/amount of dollars/);
});
