import { expect, it } from 'vitest';

import { sentenceOf, strategyTitle } from './reason-text.ts';

it('a reason is a sentence, its times are told in the reader’s own way', () => {
  const told = sentenceOf('resting after failures, until 2026-11-21T14:10:00.000Z', () => '15:10');
  expect(told).toBe('Resting after failures, until 15:10.');
  expect(sentenceOf('Tried: it failed.')).toBe('Tried: it failed.');
  expect(sentenceOf('')).toBe('');
});

it('a strategy is called what the routing page calls it', () => {
  expect(strategyTitle('priority')).toBe('My own order');
  expect(strategyTitle('of_tomorrow')).toBe('of_tomorrow');
});
