import type { CodexLbImported, CodexLbPreview, CodexLbTaken } from '../contract/codex-lb.ts';
import { outcomeLines, previewLines, printable } from './import-text.ts';

const keyWords = { new: 'new', duplicate: 'here already', unreadable: 'cannot be taken over' } as const;

/** What is printed before a codex-lb is taken over. `taken` is what was asked for beside its accounts. */
export function codexLbPreviewLines(preview: CodexLbPreview, taken: CodexLbTaken): string[] {
  const { path, rows, problems, notes, settings, keys, unmappedSettings } = preview;
  const values = settings.map(({ key, value }) => `${key} = ${value}`).join(', ');
  return [
    `codex-lb in ${path}`,
    ...problems,
    ...(rows.length === 0 ? [] : previewLines({ ...preview, rows: rows.map((row) => ({ ...row, file: 'codex-lb' })) })),
    ...(values === ''
      ? []
      : [taken.settings ? `Settings: ${values}` : `Settings (left out; say --settings to take them): ${values}`]),
    ...(keys.length === 0
      ? []
      : [
          taken.keys ? 'API keys:' : 'API keys (left out; say --keys to take them):',
          ...keys.map(
            ({ name, hint, result, problem }) =>
              `  ${name} ${hint} (${keyWords[result]})${problem === null ? '' : ` ${problem}`}`,
          ),
        ]),
    ...(unmappedSettings.length === 0 ? [] : [`Changed there and without a like here: ${unmappedSettings.join(', ')}`]),
    ...(rows.length === 0 ? [] : notes),
  ].map(printable);
}

/** What is printed afterwards; what failed belongs on the other stream. */
export function codexLbOutcomeLines(
  { outcomes, settings, keys }: CodexLbImported,
  preview: CodexLbPreview,
): { text: string; failed: boolean }[] {
  // By what an account is called rather than by its place in a folder.
  const named = outcomes.map((outcome, index) => ({
    ...outcome,
    file: preview.rows[index]?.displayName ?? outcome.file,
    index: 0,
  }));
  return [
    ...outcomeLines(named),
    ...keys.map(({ name, refusal }) => ({
      text: printable(refusal === null ? `API key ${name}: taken over` : `API key ${name}: ${refusal}`),
      failed: refusal !== null,
    })),
    ...settings.map(({ key, value, refusal }) => ({
      text: printable(refusal === null ? `${key} = ${value}` : `${key} was not changed: ${refusal}`),
      failed: refusal !== null,
    })),
  ];
}
