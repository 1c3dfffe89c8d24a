import { describe, expect, it } from 'vitest';

import { languages } from '#contract/language.ts';

import { de } from './de.ts';
import { en } from './en.ts';
import { sameInBoth, samples } from './catalogues.fixture.ts';
import { zh } from './zh.ts';

type Saying = (...said: readonly unknown[]) => unknown;

interface Leaf {
  readonly path: string;
  readonly said: string | Saying;
}

const letters = /\p{Letter}/u;
const unsaid = /^$|undefined|NaN|\[object/u;

const translations = { de, 'zh-CN': zh };

function leavesOf(node: unknown, path = ''): Leaf[] {
  if (typeof node === 'string') return [{ path, said: node }];
  if (typeof node === 'function') return [{ path, said: node as Saying }];
  if (typeof node !== 'object' || node === null) throw new Error(`${path} is neither words nor a group of them.`);
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`));
}

const english = leavesOf(en);

/** Both plural forms and a number; a word that occurs in no catalogue for each text. */
function argumentsFor(path: string, count: number): readonly (readonly unknown[])[] {
  const own = samples[path];
  if (own) return own;
  const texts = Array.from({ length: count }, (_none, place) => `‹${place}›`);
  const mixed = (number: number): readonly unknown[] => texts.map((text, place) => (place === 0 ? number : text));
  const numbers = (number: number): readonly unknown[] => texts.map((_text, place) => number + place);
  return count === 0 ? [[]] : [texts, mixed(1), mixed(37), numbers(1), numbers(37), numbers(0)];
}

/** Texts, which are in marks, have to come back in every language; any other argument may be what chose the form. */
function wordsIn(given: unknown): string[] {
  if (typeof given === 'string') return given.startsWith('‹') ? [given] : [];
  return Array.isArray(given) ? given.flatMap(wordsIn) : [];
}

function say(said: Saying, given: readonly unknown[]): string {
  const spoken = said(...given);
  return typeof spoken === 'string' ? spoken : '';
}

function withoutArguments(sentence: string, given: readonly unknown[]): string {
  const withoutTexts = given.flatMap(wordsIn).reduce((rest, word) => rest.replaceAll(word, ''), sentence);
  return withoutTexts.replaceAll(/\d+/g, '').trim();
}

describe('the English catalogue', () => {
  it.each(english.filter(({ said }) => typeof said === 'function'))('$path has samples that it can say', (leaf) => {
    const said = leaf.said as Saying;
    for (const given of argumentsFor(leaf.path, said.length)) {
      expect(say(said, given), `${leaf.path} needs samples of its own in catalogues.fixture.ts`).not.toMatch(unsaid);
    }
  });
});

describe.each(languages.filter((language) => language !== 'en'))('the catalogue %s', (language) => {
  const translated = leavesOf(translations[language]);
  const byPath = new Map(translated.map(({ path, said }) => [path, said]));
  const own = english.flatMap(({ path, said }) => {
    const other = byPath.get(path);
    return other === undefined ? [] : [{ path, said, other }];
  });
  const functions = own.flatMap(({ path, said, other }) =>
    typeof said === 'function' && typeof other === 'function' ? [{ path, said, other }] : [],
  );

  it('has the keys of the English one, each of the same kind', () => {
    const kinds = (leaves: readonly Leaf[]): string[] =>
      leaves.map(({ path, said }) => `${path}: ${typeof said}`).toSorted();
    expect(kinds(translated)).toEqual(kinds(english));
  });

  it('takes as many arguments', () => {
    const counts = (leaf: { path: string }, said: Saying): string => `${leaf.path} takes ${said.length}`;
    expect(functions.map((leaf) => counts(leaf, leaf.other))).toEqual(functions.map((leaf) => counts(leaf, leaf.said)));
  });

  it('says something wherever English does, with every text that it is given', () => {
    const wrong = functions.flatMap(({ path, said, other }) =>
      argumentsFor(path, said.length).flatMap((given) => {
        const spoken = say(other, given);
        const before = say(said, given);
        const lost = given.flatMap(wordsIn).filter((word) => before.includes(word) && !spoken.includes(word));
        return unsaid.test(spoken) || lost.length > 0 ? [`${path}: “${before}” became “${spoken}”`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves no English standing', () => {
    const identical = own.flatMap(({ path, said, other }) => {
      const pairs =
        typeof said === 'function' && typeof other === 'function'
          ? argumentsFor(path, said.length).map((given) => [say(said, given), say(other, given), given] as const)
          : [[said, other, []] as const];
      return pairs.flatMap(([before, after, given]) => {
        if (before !== after) return [];
        const bare = typeof said === 'string' ? said : withoutArguments(String(after), given);
        return letters.test(bare) && !sameInBoth[language].has(bare) ? [`${path}: ${bare}`] : [];
      });
    });
    expect([...new Set(identical)]).toEqual([]);
  });
});
