import type { ImportOutcome } from '../../contract/account.ts';
import type { ImportPreview } from '../../contract/account-import.ts';
import type { CodexLbImports, FoundCodexLb } from '../../contract/codex-lb.ts';
import { Refusal } from '../../contract/refusal.ts';
import type { SettingsBook } from '../../settings/settings-book.ts';
import type { AccountBook } from '../account-book.ts';
import type { AuthFile } from '../import/account-files.ts';
import type { CodexLbLogin } from './account-of-row.ts';
import { findCodexLbPlaces } from './codex-lb-places.ts';
import { problemsOf, readCodexLbFolder, type CodexLbFolder } from './read-codex-lb-folder.ts';
import { previewTakeOver, takeOver, type TakeOverPorts } from './take-over.ts';

export interface IntoAccountBookPorts {
  readonly book: AccountBook;
  readonly settings: SettingsBook;
  readonly environment: NodeJS.ProcessEnv;
  readonly importFiles: (files: readonly AuthFile[]) => Promise<ImportOutcome[]>;
  readonly previewFiles: (files: readonly AuthFile[]) => Promise<ImportPreview>;
  readonly keys: Pick<TakeOverPorts, 'hasKey' | 'adoptKey'>;
}

/** A database of more than this is not copied only to say how many accounts are in it. */
const largestCountedBytes = 256 * 1024 * 1024;

/** Imports from a codex-lb into the account book of this process. */
export function codexLbImports(ports: IntoAccountBookPorts): CodexLbImports {
  const { environment } = ports;
  const target = takeOverPorts(ports);
  const read = (path: string): Promise<CodexLbFolder> =>
    readCodexLbFolder(path, { keyFile: environment.CODEX_LB_ENCRYPTION_KEY_FILE });
  return {
    async found() {
      const found: FoundCodexLb[] = [];
      for (const { path, databaseBytes } of await findCodexLbPlaces(environment))
        found.push(
          databaseBytes > largestCountedBytes
            ? { path, accounts: null, readable: null, problems: [] }
            : countsOf(await read(path)),
        );
      return found;
    },
    async requireOffered(path) {
      const places = await findCodexLbPlaces(environment);
      if (!places.some((place) => place.path === path))
        throw new Refusal(
          'not_found',
          'There is no codex-lb in that folder any more, or it is not one that was offered.',
        );
    },
    preview: async (path) => await previewTakeOver(await read(path), target),
    import: async (path, options) => await takeOver(await read(path), target, options),
  };
}

function countsOf({ path, accounts, problems }: CodexLbFolder): FoundCodexLb {
  const readable = accounts.filter(({ login }) => login !== null).length;
  return { path, accounts: accounts.length, readable, ...problemsOf(problems) };
}

function takeOverPorts({ book, settings, importFiles, previewFiles, keys }: IntoAccountBookPorts): TakeOverPorts {
  return {
    ...keys,
    previewFiles,
    importFiles,
    async settle(accountId, brought) {
      const account = await book.configure(accountId, { alias: brought.alias, routingPolicy: brought.routingPolicy });
      // Asked for its usage meanwhile, it may have turned out to be signed out, which says more than a pause.
      if (brought.status === 'paused') await book.pause(accountId).catch(unlessRefused);
      const code = lossCode(brought);
      if (code !== null)
        book.lessons.failure(account, {
          class: 'permanent',
          statusCode: null,
          code,
          message: 'codex-lb was signed out of this account.',
          raw: '',
          resetsAtMs: null,
          retryAfterMs: null,
          response: null,
        });
      return book.summary(account);
    },
    changeSetting: async (key, value) =>
      await settings.update({ [key]: value }).then(
        () => null,
        (error: unknown) => {
          if (error instanceof Refusal) return error.message;
          throw error;
        },
      ),
  };
}

/** The code under which the account book knows why codex-lb lost the account; theirs may be free text. */
function lossCode({ status, deactivationReason }: CodexLbLogin): string | null {
  if (status === 'deactivated') return 'account_deactivated';
  if (status !== 'reauth_required') return null;
  return deactivationReason !== null && /^[a-z_]{3,60}$/.test(deactivationReason)
    ? deactivationReason
    : 'invalid_grant';
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}
