import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fuzzyScore } from './fuzzy-score.ts';

const score = (typed: string, text: string): number => fuzzyScore(typed, text) ?? Number.NaN;

describe('fuzzyScore', () => {
  it('finds the beginning of a word before the inside, and that before scattered letters', () => {
    expect(score('set', 'Settings')).toBeGreaterThan(score('set', 'Reset'));
    expect(score('set', 'Reset')).toBeGreaterThan(score('set', 'Send every tool'));
    expect(score('re', 'Requests')).toBeGreaterThan(score('re', 'Go to the requests'));
  });

  it('wants every word, in any order', () => {
    expect(fuzzyScore('anna pause', 'Pause anna@example.test')).not.toBeNull();
    expect(fuzzyScore('anna resume', 'Pause anna@example.test')).toBeNull();
  });

  it('takes initials, and letters only in their order', () => {
    expect(fuzzyScore('ak', 'API keys')).not.toBeNull();
    expect(fuzzyScore('ka', 'API keys')).toBeNull();
    expect(fuzzyScore('ys', 'Yes')).not.toBeNull();
    expect(fuzzyScore('es', 'Yet another soup')).toBeNull();
  });

  it('does not mind case and accents', () => {
    expect(fuzzyScore('Übersicht', 'ubersicht')).toBe(fuzzyScore('ubersicht', 'Übersicht'));
  });

  it('nothing typed fits everything alike', () => {
    expect(fuzzyScore('  ', 'anything')).toBe(0);
  });

  it('any part of a text is found in it, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (text, from, length) => {
        const part = text.slice(from % (text.length + 1), (from % (text.length + 1)) + (length % 10));
        expect(fuzzyScore(part, text)).not.toBeNull();
      }),
    );
  });
});
