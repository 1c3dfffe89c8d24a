import type { DiagnosticResult } from '#contract/diagnostics.ts';
import { selfTestIdOf, type FindingCode, type SelfTestId } from '#contract/self-test-codes.ts';

import type { Formatter } from '../../format/formatter.ts';
import { fillFacts, fillLines } from '#contract/spoken/fill-facts.ts';
import { engineWords } from '../../i18n/messages.ts';
import { factWriter } from '../engine-words/write-fact.ts';

export type TestWords = Pick<DiagnosticResult, 'title' | 'sentence' | 'whatToDo' | 'details'>;

/** What a self-test found, in the language of the page. `nameOf` says what an account is called, where it is known. */
export function testWords(
  result: DiagnosticResult,
  format: Formatter,
  nameOf: (accountId: string) => string | null,
): TestWords {
  const title = titleOf(result, nameOf);
  const { said, sentence, whatToDo, details } = result;
  const words = said && engineWords?.findings[said.code as FindingCode];
  if (words === undefined) return { title, sentence, whatToDo, details };
  const facts = said?.facts ?? {};
  const write = factWriter(format);
  return {
    title,
    sentence: fillFacts(words.sentence, facts, write),
    whatToDo: words.whatToDo === undefined ? whatToDo : fillFacts(words.whatToDo, facts, write),
    details: words.details === undefined ? details : fillLines(words.details, facts, write),
  };
}

function titleOf({ id, title }: DiagnosticResult, nameOf: (accountId: string) => string | null): string {
  const words = engineWords?.tests[selfTestIdOf(id) as SelfTestId];
  if (words === undefined) return title;
  if (!words.includes('{name}')) return words;
  const name = nameOf(id.slice(id.indexOf(':') + 1));
  return name === null ? title : words.replace('{name}', () => name);
}
