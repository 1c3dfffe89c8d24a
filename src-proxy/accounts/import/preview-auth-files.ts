import type { ImportPreview, ImportPreviewRow } from '../../contract/account-import.ts';
import { told, type Told } from '../../contract/told.ts';
import type { Account } from '../account.ts';
import { readAccountFiles, type AuthFile } from './account-files.ts';
import { planImport, type PlannedLogin } from './plan-import.ts';
import type { ReadProblem } from './read-account-file.ts';
import { saidOfProblem } from './said-of-problem.ts';

/** What an import of the files would do. Nothing is written and nothing kept. */
export async function previewAuthFiles(
  files: readonly AuthFile[],
  { accounts }: { readonly accounts: () => readonly Account[] },
): Promise<ImportPreview> {
  const entries = await readAccountFiles(files);
  const known = accounts();
  const labels = new Map(known.map(({ id, label }) => [id, label]));
  const sources = entries.flatMap((entry) => (entry.kind === 'login' ? [entry.source] : []));
  const plan = new Map(planImport(sources, known).map((planned) => [planned.source, planned]));
  const rows = entries.flatMap((entry): ImportPreviewRow[] => {
    if (entry.kind === 'problem') return [unreadableRow(entry.file, entry.problem)];
    const planned = plan.get(entry.source);
    return planned === undefined ? [] : [rowOf(planned, labels)];
  });
  const count = (result: ImportPreviewRow['result']): number => rows.filter((row) => row.result === result).length;
  return {
    rows,
    counts: {
      new: count('new'),
      updates: count('updates'),
      duplicate: count('duplicate'),
      unreadable: count('unreadable'),
      older: rows.filter((row) => row.tokensOlderThanOurs).length,
    },
  };
}

function rowOf(planned: PlannedLogin, labels: ReadonlyMap<string, string>): ImportPreviewRow {
  const { source, login, result } = planned;
  const { accountId, identity } = login;
  const updates = result === 'updates' ? planned : null;
  const note = noteOn(planned);
  return {
    file: source.file,
    index: source.index,
    result,
    format: source.format,
    accountId,
    email: identity.email,
    planType: identity.planType,
    workspaceLabel: identity.workspaceLabel,
    displayName: labels.get(accountId) ?? identity.email ?? accountId,
    updatesAccountId: updates?.known.id ?? null,
    tokensOlderThanOurs: updates?.tokensOlderThanOurs ?? false,
    duplicateOf: result === 'duplicate' ? { file: planned.of.file, index: planned.of.index } : null,
    code: null,
    message: note?.sentence ?? null,
    ...(note && { said: note.said }),
  };
}

function noteOn(planned: PlannedLogin): Told | null {
  if (planned.result === 'duplicate') {
    const { file, index } = planned.of;
    return told(
      'import.duplicate',
      { file, place: index + 1 },
      `The same account as in ${placeOf(planned.of)}, whose tokens are taken because they are not older.`,
    );
  }
  if (planned.result === 'updates' && planned.tokensOlderThanOurs)
    return told(
      'import.older',
      {},
      'The tokens in this file are older than those Evenkeel holds, so they are left out unless you ask for them.',
    );
  return null;
}

function placeOf({ file, index }: { readonly file: string; readonly index: number }): string {
  return index === 0 ? file : `${file}, account ${index + 1}`;
}

function unreadableRow(file: string, problem: ReadProblem): ImportPreviewRow {
  const { index, format, code, message } = problem;
  return {
    file,
    index,
    result: 'unreadable',
    format,
    accountId: null,
    email: null,
    planType: null,
    workspaceLabel: null,
    displayName: null,
    updatesAccountId: null,
    tokensOlderThanOurs: false,
    duplicateOf: null,
    code,
    message,
    said: saidOfProblem(problem),
  };
}
