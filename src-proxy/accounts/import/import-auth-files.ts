import type { ImportOutcome } from '../../contract/account.ts';
import type { ImportOptions } from '../../contract/account-import.ts';
import { told } from '../../contract/told.ts';
import type { Logger } from '../../ports.ts';
import { VaultError } from '../../vault/vault.ts';
import type { Account } from '../account.ts';
import type { AccountBook } from '../account-book.ts';
import { readAccountFiles, type AuthFile, type ReadEntry } from './account-files.ts';
import { saidOfProblem } from './said-of-problem.ts';
import { isOlderThan, planImport, type LoginInFile, type PlannedLogin } from './plan-import.ts';

export interface ImportPorts {
  readonly book: AccountBook;
  readonly logger: Logger;
  readonly onSignedIn: (account: Account) => void;
}

/** Imports every account of every file; what is wrong with one is said of that one, and the others go in. */
export async function importAuthFiles(
  files: readonly AuthFile[],
  ports: ImportPorts,
  options: ImportOptions = {},
): Promise<ImportOutcome[]> {
  const entries = await readAccountFiles(files);
  const sources = entries.flatMap((entry) => (entry.kind === 'login' ? [entry.source] : []));
  const plan = planImport(sources, ports.book.all());
  const outcomes = new Map<LoginInFile, ImportOutcome>();
  for (const planned of plan)
    if (planned.result !== 'duplicate') outcomes.set(planned.source, await written(planned, ports, options));
  // Only now is known what became of the account that they are the same as.
  for (const planned of plan)
    if (planned.result === 'duplicate') outcomes.set(planned.source, ofDuplicate(planned, outcomes.get(planned.of)));
  return entries.flatMap((entry) => outcomeOf(entry, outcomes) ?? []);
}

async function written(
  planned: Exclude<PlannedLogin, { result: 'duplicate' }>,
  { book, logger, onSignedIn }: ImportPorts,
  { overwriteOlder = false }: ImportOptions,
): Promise<ImportOutcome> {
  const { source, login } = planned;
  const place = { file: source.file, index: source.index };
  try {
    // Looked at again: a renewal may have run since the plan was made, and what it brought must not be lost.
    const known = book.find(login.accountId);
    if (known !== null && !overwriteOlder && isOlderThan(login.tokens, known))
      return { result: 'kept', ...place, account: book.summary(known) };
    const { result, account } = await book.importLogin(login);
    logger.info('An account was imported', { accountId: account.id, result });
    onSignedIn(account);
    return { result, ...place, account: book.summary(account) };
  } catch (error) {
    return { result: 'failed', ...place, ...failureOf(error, logger) };
  }
}

function ofDuplicate({ source: { file, index } }: PlannedLogin, original: ImportOutcome | undefined): ImportOutcome {
  if (original === undefined || original.result === 'failed')
    return { ...(original ?? { result: 'failed', ...notStored }), file, index };
  return { result: 'duplicate', file, index, account: original.account };
}

/** Callers know one code for whatever is wrong with a file; the preview has a finer one. */
function outcomeOf(entry: ReadEntry, outcomes: ReadonlyMap<LoginInFile, ImportOutcome>): ImportOutcome | undefined {
  if (entry.kind === 'login') return outcomes.get(entry.source);
  const { index, message } = entry.problem;
  const said = saidOfProblem(entry.problem);
  return { result: 'failed', file: entry.file, index, code: 'invalid_auth_json', message, said };
}

const unstored = told('import.not_stored', {}, 'The account could not be stored. The log has the details.');
const notStored = { code: 'server_error', message: unstored.sentence, said: unstored.said };

type Failure = Pick<Extract<ImportOutcome, { result: 'failed' }>, 'code' | 'message' | 'said'>;

function failureOf(error: unknown, logger: Logger): Failure {
  if (error instanceof VaultError) return { code: error.code, message: error.message };
  logger.error('An account could not be imported', { error });
  return notStored;
}
