import type { BundleManifest, DiagnosticResult, DiagnosticRun, Verdict } from '../contract/diagnostics.ts';
import type { SettingView } from '../contract/settings.ts';
import { redact } from '../observe/redact.ts';

const marks: Readonly<Record<Verdict, string>> = { fail: 'FAIL', warn: 'look', ok: 'ok', not_applicable: '-' };

/** Pure. One self-test as the terminal shows it. */
export function resultText({ verdict, title, sentence, whatToDo, details }: DiagnosticResult): string {
  const head = `  ${marks[verdict].padEnd(5)} ${title}: ${sentence}`;
  if (verdict !== 'fail' && verdict !== 'warn') return head;
  const more = [...(whatToDo === null ? [] : [`What to do: ${whatToDo}`]), ...details];
  return [head, ...more.map((line) => `          ${line}`)].join('\n');
}

/** Pure. */
export function summaryText({ results }: DiagnosticRun): string {
  const count = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  return `${count('fail')} failed, ${count('warn')} to look at, ${count('ok')} fine, ${count('not_applicable')} not judged.`;
}

/** Pure. */
export function settingText({ key, value, unit, source, sourceName, environmentName }: SettingView): string {
  // Where nothing set it: the name that could.
  const origin = sourceName === null ? `${source}; ${environmentName}` : `${source}: ${sourceName}`;
  return `  ${key.padEnd(26)} ${redact(String(value))}${unit === null ? '' : ` ${unit}`}  (${origin})`;
}

/** Pure. */
export function manifestText({ files, never }: BundleManifest): string {
  return [
    'In the file:',
    ...files.map(({ name, what }) => `  ${name.padEnd(16)} ${what}`),
    ...never.map((line) => `  ${line}`),
  ].join('\n');
}
