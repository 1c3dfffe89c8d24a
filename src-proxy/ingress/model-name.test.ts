import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readModelAliases } from '../contract/model-aliases.ts';
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

describe('matrix 25: what other programs put before a model, and names of the owner', () => {
  const aliases = new Map([
    ['claude-sonnet-4', 'gpt-5.5'],
    ['quick', 'gpt-5.5-low-fast'],
    ['team/quick', 'gpt-5.4'],
    ['gpt-5.4', 'gpt-5.5'],
    ['nowhere', 'gpt-6'],
    ['again', 'quick'],
  ]);
  const known: KnownModels = {
    isListed: (model) => ['gpt-5.5', 'gpt-5.4', 'openai/gpt-oss-20b'].includes(model),
    effortsOf: () => ['low', 'medium', 'high'],
    aliasOf: (name) => aliases.get(name) ?? null,
  };

  it.each([
    ['openai/gpt-5.5', 'gpt-5.5', null],
    ['OpenAI/gpt-5.5-high', 'gpt-5.5', 'high'],
    ['openrouter/openai/gpt-5.5', 'gpt-5.5', null],
    // A source calls it so.
    ['openai/gpt-oss-20b', 'openai/gpt-oss-20b', null],
    ['openrouter/openai/gpt-oss-20b', 'openai/gpt-oss-20b', null],
    // Nobody has what is left, or nobody knows who that is: the name is left to be refused as it came.
    ['openai/gpt-9', 'openai/gpt-9', null],
    ['acme/gpt-5.5', 'acme/gpt-5.5', null],
    ['openai/', 'openai/', null],
    ['/gpt-5.5', '/gpt-5.5', null],
    ['claude-sonnet-4', 'gpt-5.5', null],
    ['openai/claude-sonnet-4', 'gpt-5.5', null],
    ['quick', 'gpt-5.5', 'low'],
    ['team/quick', 'gpt-5.4', null],
    // A model of that name goes first, an alias leads to no other alias, and one may lead nowhere.
    ['gpt-5.4', 'gpt-5.4', null],
    ['again', 'quick', null],
    ['nowhere', 'gpt-6', null],
  ])('%s is %s', (name, model, effort) => {
    expect(readModelName(name, known)).toMatchObject({ model, effort });
  });

  it('while nothing is known of the models, a vendor of ours is none of the name', () => {
    expect(readModelName('openai/gpt-5.5', nothingKnown)).toMatchObject({ model: 'gpt-5.5' });
  });

  it('N10: slashes by the hundred thousand are no model’s name', () => {
    const name = `${'openai/'.repeat(100_000)}gpt-5.5`;
    expect(readModelName(name, known).model).toBe(name);
  });

  it('nothing is taken for a model that neither the name nor an alias names', () => {
    const parts = fc.constantFrom('openai', 'gpt-5.5', 'quick', '/', '-high', '-fast', 'x', 'again');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (words) => {
        const name = words.join('');
        const { model } = readModelName(name, known);
        // What it is taken for is what was asked, or what an alias says, or the end of it with its wishes taken off.
        expect([...aliases.values()].some((target) => target.startsWith(model)) || name.includes(model)).toBe(true);
      }),
    );
  });
});

describe('modelAliases', () => {
  it.each([
    ['', []],
    ['a=b', [['a', 'b']]],
    [
      ' a=b,\n c/d=e-high ,',
      [
        ['a', 'b'],
        ['c/d', 'e-high'],
      ],
    ],
  ])('%j', (text, entries) => {
    expect([...(readModelAliases(text) ?? [])]).toEqual(entries);
  });

  it.each([
    'a',
    'a=',
    '=b',
    'a=b=c',
    'a=b,a=c',
    `${'x'.repeat(129)}=b`,
    Array.from({ length: 51 }, (_, at) => `a${at}=b`).join(),
  ])('refuses %.20s', (text) => {
    expect(readModelAliases(text)).toBeNull();
  });
});
