import type { ImportOutcome } from '../contract/account.ts';
import type { ImportPreview, ImportPreviewRow } from '../contract/account-import.ts';

/** SECURITY: names come out of files, and a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}

/** A line for each account and one with the sum. */
export function previewLines({ rows, counts }: ImportPreview): string[] {
  const labels = placeLabels(rows);
  const widths = [
    Math.max(0, ...rows.map((row) => wordOf(row).length)),
    Math.max(0, ...rows.map((row) => row.displayName?.length ?? 1)),
    Math.max(0, ...rows.map((row) => row.planType?.length ?? 1)),
  ] as const;
  const lines = rows.map((row, index) => {
    const cells = [wordOf(row).padEnd(widths[0]), (row.displayName ?? '-').padEnd(widths[1])];
    const plan = (row.planType ?? '-').padEnd(widths[2]);
    const message = row.message === null ? '' : `  ${row.message}`;
    return printable(`${cells.join('  ')}  ${plan}  ${labels[index] ?? row.file}${message}`);
  });
  return [...lines, sumOf(counts)];
}

function wordOf(row: ImportPreviewRow): string {
  return row.tokensOlderThanOurs ? 'older' : row.result;
}

function sumOf(counts: ImportPreview['counts']): string {
  const updates = counts.updates - counts.older;
  const parts = [
    [counts.new, 'new'],
    [updates, updates === 1 ? 'update' : 'updates'],
    [counts.older, 'older than what is held'],
    [counts.duplicate, counts.duplicate === 1 ? 'duplicate' : 'duplicates'],
    [counts.unreadable, 'unreadable'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length === 0 ? 'There is no account in what you named.' : told.join(', ');
}

/** A line for each account; what failed belongs on the other stream. */
export function outcomeLines(outcomes: readonly ImportOutcome[]): { text: string; failed: boolean }[] {
  const labels = placeLabels(outcomes);
  return outcomes.map((outcome, index) => {
    const place = labels[index] ?? outcome.file;
    if (outcome.result === 'failed') return { text: printable(`${place}: ${outcome.message}`), failed: true };
    const { displayName, planType } = outcome.account;
    const note = {
      added: 'added',
      updated: 'updated',
      kept: 'kept the newer tokens of',
      duplicate: 'the same account as another one here:',
    }[outcome.result];
    return { text: printable(`${place}: ${note} ${displayName} (${planType})`), failed: false };
  });
}

/** The file, and which account of it where it holds several. */
function placeLabels(places: readonly { readonly file: string; readonly index: number }[]): string[] {
  const several = new Set(places.filter(({ index }) => index > 0).map(({ file }) => file));
  return places.map(({ file, index }) => (several.has(file) ? `${file} #${index + 1}` : file));
}

export interface ImportSituation {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly fromFolder: boolean;
  readonly interactive: boolean;
}

/** Whether a person is shown first what would happen. Files that were named one by one, on a pipe, go in as they always did. */
export function isShownFirst({ dryRun, yes, fromFolder, interactive }: ImportSituation): boolean {
  return dryRun || fromFolder || (interactive && !yes);
}

/** What follows the preview. */
export function afterPreview(
  { counts }: Pick<ImportPreview, 'counts'>,
  { dryRun, yes, fromFolder, interactive }: ImportSituation,
): 'stop' | 'import' | 'ask' | 'need-yes' {
  if (dryRun) return 'stop';
  if (yes || counts.new + counts.updates === 0) return 'import';
  if (!interactive) return fromFolder ? 'need-yes' : 'import';
  return counts.new > 1 || counts.updates > 0 ? 'ask' : 'import';
}
