import type { ImportOutcome } from '../contract/account.ts';
import type { Logger } from '../ports.ts';
import { VaultError } from '../vault/vault.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import { AuthFileError, parseAuthFile } from './auth-file.ts';

export interface AuthFile {
  readonly name: string;
  readonly content: string;
}

/** Imports files one by one; what is wrong with one is said of that one, and the others go in. */
export async function importAuthFiles(
  files: readonly AuthFile[],
  ports: { book: AccountBook; logger: Logger; onSignedIn: (account: Account) => void },
): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (const { name, content } of files) {
    try {
      const { result, account } = await ports.book.signIn(parseAuthFile(content));
      ports.logger.info('An account was imported', { accountId: account.id, result });
      ports.onSignedIn(account);
      outcomes.push({ result, file: name, account: ports.book.summary(account) });
    } catch (error) {
      outcomes.push({ result: 'failed', file: name, ...failureOf(error, ports.logger) });
    }
  }
  return outcomes;
}

function failureOf(error: unknown, logger: Logger): { code: string; message: string } {
  if (error instanceof AuthFileError || error instanceof VaultError)
    return { code: error.code, message: error.message };
  logger.error('An account could not be imported', { error });
  return { code: 'server_error', message: 'The account could not be stored. The log has the details.' };
}
