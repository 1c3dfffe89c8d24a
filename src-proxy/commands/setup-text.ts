import type { ClientStatus, SetupCheck, SetupPreview } from '../contract/client-setup.ts';
import { printable } from './import-text.ts';

/** One client, as `evenkeel setup --status` shows it. */
export function statusLines({ id, path, state, sentence, drift, endpoint }: ClientStatus): string[] {
  return [
    `${id.padEnd(9)} ${state.padEnd(11)} ${sentence}`,
    `          ${path}${endpoint === null ? '' : `  →  ${endpoint}`}`,
    ...drift.map((each) => `          ! ${each}`),
    ...(state === 'drifted'
      ? [`          Set it right with: evenkeel setup ${id}    Undo with: evenkeel setup --restore ${id}`]
      : []),
  ].map(printable);
}

export function previewText({ diff, notes, path }: SetupPreview): string[] {
  const change = diff === '' ? [`Nothing would change in ${path}.`] : diff.trimEnd().split('\n');
  return [...change, ...notes.map((note) => `· ${note}`)].map(printable);
}

export function checkLines({ steps }: SetupCheck): string[] {
  return steps.map(({ ok, sentence }) => printable(`${ok ? 'ok ' : 'NO '} ${sentence}`));
}
