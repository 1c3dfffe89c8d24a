import type { DiagnosticResult, DiagnosticRun, Verdict } from './diagnostics.ts';

const email = /[^\s@<>"(),;:/=&?*`]+(?:@|%40)[^\s@<>"'(),;:/*`]+/gi;

/** For what is shown to others: no e-mail address stays in it. Pure. */
export function withoutEmails(text: string): string {
  return text.replace(email, '[e-mail]');
}

const words: Readonly<Record<Verdict, string>> = {
  fail: 'Failed',
  warn: 'Look at this',
  ok: 'Fine',
  not_applicable: 'Not judged',
};
const order: readonly Verdict[] = ['fail', 'warn', 'ok', 'not_applicable'];

/** A run by verdict, what failed first; verdicts that nothing got are left out. Pure. */
export function byVerdict(results: readonly DiagnosticResult[]): { verdict: Verdict; results: DiagnosticResult[] }[] {
  return order
    .map((verdict) => ({ verdict, results: results.filter((result) => result.verdict === verdict) }))
    .filter((group) => group.results.length > 0);
}

/** A run as text to hand on, in Markdown, without e-mail addresses. Pure. */
export function reportText(run: DiagnosticRun, version: string): string {
  const lines = byVerdict(run.results).flatMap(({ verdict, results }) => [
    '',
    `## ${words[verdict]} (${results.length})`,
    '',
    ...results.flatMap(linesOf),
  ]);
  return withoutEmails(
    [`# Evenkeel ${version}, self-tests of ${run.startedAt} (${run.state})`, ...lines, ''].join('\n'),
  );
}

function linesOf({ title, sentence, whatToDo, details, verdict, symptoms }: DiagnosticResult): string[] {
  const isTrouble = verdict === 'fail' || verdict === 'warn';
  return [
    `- **${title}** (${symptoms.join(', ')}): ${oneLine(sentence)}`,
    ...(isTrouble && whatToDo !== null ? [`  - What to do: ${oneLine(whatToDo)}`] : []),
    ...(isTrouble ? details.map((detail) => `  - ${oneLine(detail)}`) : []),
  ];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
