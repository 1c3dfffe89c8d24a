import type { SettingView } from '#contract/settings.ts';

import { settingTexts } from './setting-words.ts';

/** What is looked for, word by word. */
export function wordsOf(query: string): string[] {
  return query
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Whether each word stands somewhere in what is said of a setting, or in one of its names. */
export function matches(
  setting: Pick<SettingView, 'title' | 'help' | 'key' | 'environmentName'>,
  words: readonly string[],
): boolean {
  return stand(settingTexts(setting), words);
}

/** Whether each word stands in one of the texts, upper or lower case. Pure. */
export function stand(texts: readonly string[], words: readonly string[]): boolean {
  const all = texts.join('\n').toLowerCase();
  return words.every((word) => all.includes(word.toLowerCase()));
}

export interface TextPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** A text cut where a word begins or ends; together the parts are the text. Pure. */
export function partsOf(text: string, words: readonly string[]): TextPart[] {
  if (words.length === 0) return text === '' ? [] : [{ text, isHit: false }];
  const any = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)).toSorted(longerFirst);
  const pieces = text.split(new RegExp(`(${any.join('|')})`, 'gi'));
  return pieces.map((piece, index) => ({ text: piece, isHit: index % 2 === 1 })).filter((part) => part.text !== '');
}

function longerFirst(left: string, right: string): number {
  return right.length - left.length;
}
