import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cheapestModel, probeRequests } from './probe-request.ts';

const models = (...list: readonly [string, number, string?][]) => ({
  models: list.map(([slug, priority, visibility]) => ({ slug, priority, visibility })),
});

describe('the model of a probe', () => {
  it.each([
    [
      'the one that is known to be cheap',
      models(['gpt-5.5', 1], ['gpt-5.4-mini', 2], ['gpt-6-nano', 9]),
      'gpt-5.4-mini',
    ],
    ['else the smallest by name', models(['gpt-5.5', 1], ['gpt-6-mini', 2], ['gpt-6-nano', 3], ['x', 9]), 'gpt-6-nano'],
    ['else the last of the list', models(['gpt-5.5', 1], ['b', 5], ['c', 2]), 'b'],
    ['none that is hidden', models(['gpt-5.5', 1], ['gpt-6-mini', 2, 'hide']), 'gpt-5.5'],
    ['the known one where the list says nothing', { models: [] }, 'gpt-5.4-mini'],
  ])('%s', (_title, catalogue, slug) => {
    expect(cheapestModel(catalogue)).toBe(slug);
  });

  it('is one of the list or the known one, whatever came', () => {
    fc.assert(
      fc.property(fc.anything(), (catalogue) => {
        expect(cheapestModel(catalogue)).not.toBe('');
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.integer()), { minLength: 1 }), (list) => {
        expect(list.map(([slug]) => slug)).toContain(cheapestModel(models(...list)));
      }),
    );
    expect(probeRequests.cheapestModel(Buffer.from('<html>'))).toBe('gpt-5.4-mini');
  });
});
