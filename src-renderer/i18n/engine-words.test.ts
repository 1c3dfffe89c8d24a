import { describe, expect, it } from 'vitest';

import { accountStatusSchema } from '#contract/account.ts';
import { englishCandidateWords } from '#contract/candidate-words.ts';
import { decisionReasonCodes } from '#contract/decision-reasons.ts';
import { languages } from '#contract/language.ts';
import { refusalCodes } from '#contract/refusal.ts';
import { findingCodes, selfTestIds } from '#contract/self-test-codes.ts';
import { settingDeclarations, settingKeys } from '#contract/settings.ts';
import { spokenCodes } from '#contract/spoken-codes.ts';
import { deEngine } from './de/engine.ts';
import { zhEngine } from './zh/engine.ts';

const spoken = { de: deEngine, 'zh-CN': zhEngine };
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name).toSorted();
const without = (all: readonly string[], words: object): string[] => all.filter((one) => !Object.hasOwn(words, one));

/** Whose type says what may be written. */
function saysItself(key: (typeof settingKeys)[number]): boolean {
  const { fallback, allowed, schema } = settingDeclarations[key];
  return typeof fallback === 'boolean' || allowed.startsWith('a whole number from ') || 'options' in schema;
}

describe.each(languages.filter((language) => language !== 'en'))('the engine in %s', (language) => {
  const words = spoken[language];

  it('has words for every setting that is declared, and for none that is not', () => {
    expect(without(settingKeys, words.settings)).toEqual([]);
    expect(without(Object.keys(words.settings), settingDeclarations)).toEqual([]);
    const english = settingKeys.filter((key) => {
      const { title, help } = settingDeclarations[key];
      return words.settings[key]?.title === title || words.settings[key]?.help === help;
    });
    expect(english).toEqual([]);
  });

  it('says of every setting what may be written', () => {
    expect(settingKeys.filter((key) => !saysItself(key) && words.settings[key]?.allowed === undefined)).toEqual([]);
  });

  it('calls choices by names that exist', () => {
    const wrong = settingKeys.flatMap((key) => {
      const { schema } = settingDeclarations[key];
      const options: readonly string[] = 'options' in schema ? schema.options.map(String) : [];
      return Object.keys(words.settings[key]?.choices ?? {}).filter((choice) => !options.includes(choice));
    });
    expect(wrong).toEqual([]);
  });

  it('has words for every self-test and for all that one can find', () => {
    expect(without(selfTestIds, words.tests)).toEqual([]);
    expect(without(findingCodes, words.findings)).toEqual([]);
  });

  it('has words for every reason of a decision and for every account in it', () => {
    const { out, openings } = englishCandidateWords;
    const statuses = accountStatusSchema.options.filter((status) => status !== 'active');
    expect(without(decisionReasonCodes, words.decisions)).toEqual([]);
    expect(without([...Object.keys(out), ...statuses], words.candidates.out)).toEqual([]);
    expect(without(Object.keys(openings), words.candidates.openings)).toEqual([]);
    const named = (templates: Readonly<Record<string, string>>): (readonly [string, string[]])[] =>
      Object.keys(out).map((code) => [code, names(templates[code] ?? '')]);
    expect(named(words.candidates.out)).toEqual(named(out));
  });

  it('has words for every refusal and for all that is said with a code', () => {
    expect(without(refusalCodes, words.refusals)).toEqual([]);
    expect(without(spokenCodes, words.said)).toEqual([]);
  });
});
