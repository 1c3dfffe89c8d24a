import { describe, expect, it } from 'vitest';

import { readModelName, type KnownModels } from './model-name.ts';

const nothingKnown: KnownModels = { isListed: () => null, effortsOf: () => null };
const knowing = (...models: string[]): KnownModels => ({
  isListed: (model) => models.includes(model),
  effortsOf: () => ['medium', 'high', 'xhigh'],
});

describe('endpoints 3.2 (8): wishes in a model name', () => {
  it.each([
    ['gpt-5.5', { model: 'gpt-5.5', effort: null, tier: null }],
    ['gpt-5.5-high', { model: 'gpt-5.5', effort: 'high', tier: null }],
    ['gpt-5.5-minimal', { model: 'gpt-5.5', effort: 'low', tier: null }],
    ['gpt-5.5-xhigh', { model: 'gpt-5.5', effort: 'high', tier: null }],
    ['gpt-5.5-fast', { model: 'gpt-5.5', effort: null, tier: 'priority' }],
    ['gpt-5.5-high-fast', { model: 'gpt-5.5', effort: 'high', tier: 'priority' }],
    ['gpt-5.4-mini-thinking', { model: 'gpt-5.4-mini', effort: null, tier: null }],
    ['gpt-4o-high', { model: 'gpt-4o-high', effort: null, tier: null }],
    ['gpt-50-high', { model: 'gpt-50-high', effort: null, tier: null }],
    ['high', { model: 'high', effort: null, tier: null }],
  ])('%s', (name, wish) => {
    expect(readModelName(name, nothingKnown)).toEqual(wish);
  });

  it('N10: a name of a hundred thousand wishes holds nobody up: it is no model’s', () => {
    const name = `gpt-5.5${'-high'.repeat(200_000)}`;
    expect(readModelName(name, nothingKnown)).toEqual({ model: name, effort: null, tier: null });
  });

  it('a listed model is called what it is called', () => {
    expect(readModelName('gpt-5.5-fast', knowing('gpt-5.5-fast'))).toMatchObject({ model: 'gpt-5.5-fast', tier: null });
    expect(readModelName('gpt-5.5-fast-high', knowing('gpt-5.5-fast'))).toMatchObject({
      model: 'gpt-5.5-fast',
      effort: 'high',
    });
  });

  it('the most effort, where the model is known to take it', () => {
    expect(readModelName('gpt-5.5-extra', knowing('gpt-5.5'))).toMatchObject({ effort: 'xhigh' });
  });

  it('the least, and the nearest, of what the model is known to take', () => {
    expect(readModelName('gpt-5.5-minimal', knowing('gpt-5.5'))).toMatchObject({ effort: 'medium' });
    expect(readModelName('gpt-5.5-low', knowing('gpt-5.5'))).toMatchObject({ effort: 'medium' });
  });
});
