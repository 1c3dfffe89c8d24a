import type { CodexLbImported, CodexLbPreview } from '../contract/codex-lb.ts';
import { outcomeLines, previewLines, printable } from './import-text.ts';

/** What is printed before a codex-lb is taken over. `withSettings` is whether its settings were asked for. */
export function codexLbPreviewLines(preview: CodexLbPreview, withSettings: boolean): string[] {
  const { path, rows, problems, notes, settings, unmappedSettings } = preview;
  const values = settings.map(({ key, value }) => `${key} = ${value}`).join(', ');
  return [
    `codex-lb in ${path}`,
    ...problems,
    ...(rows.length === 0 ? [] : previewLines({ ...preview, rows: rows.map((row) => ({ ...row, file: 'codex-lb' })) })),
    ...(values === ''
      ? []
      : [withSettings ? `Settings: ${values}` : `Settings (left out; say --settings to take them): ${values}`]),
    ...(unmappedSettings.length === 0 ? [] : [`Changed there and without a like here: ${unmappedSettings.join(', ')}`]),
    ...(rows.length === 0 ? [] : notes),
  ].map(printable);
}

/** What is printed afterwards; what failed belongs on the other stream. */
export function codexLbOutcomeLines(
  { outcomes, settings }: CodexLbImported,
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
    ...settings.map(({ key, value, refusal }) => ({
      text: printable(refusal === null ? `${key} = ${value}` : `${key} was not changed: ${refusal}`),
      failed: refusal !== null,
    })),
  ];
}
