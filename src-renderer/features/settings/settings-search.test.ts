import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { matches, partsOf, wordsOf } from './settings-search.ts';

const setting = {
  key: 'usageRefreshInterval',
  environmentName: 'EVENKEEL_USAGE_REFRESH_INTERVAL',
  title: 'Usage refresh',
  help: 'How often each account is asked what is left (0 asks never).',
} as const;

describe('the search over settings', () => {
  it.each([
    ['', true],
    ['  USAGE ', true],
    ['account left', true],
    ['refreshinterval', true],
    ['EVENKEEL_USAGE', true],
    ['(0', true],
    ['usage proxy', false],
  ])('%j: %s', (query, isFound) => expect(matches(setting, wordsOf(query))).toBe(isFound));

  it('marks each hit, the longest word first, and signs as they are', () => {
    expect(partsOf('Usage refresh', wordsOf('us usage'))).toEqual([
      { text: 'Usage', isHit: true },
      { text: ' refresh', isHit: false },
    ]);
    expect(partsOf('left (0 asks never)', ['(0'])).toEqual([
      { text: 'left ', isHit: false },
      { text: '(0', isHit: true },
      { text: ' asks never)', isHit: false },
    ]);
    expect(partsOf('', ['a'])).toEqual([]);
  });

  it('whatever is looked for, no letter is lost', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, query) => {
        const parts = partsOf(text, wordsOf(query));
        expect(parts.map((part) => part.text).join('')).toBe(text);
      }),
    );
  });
});
