import { z } from 'zod';

import type { AuthFile } from '../accounts/import/account-files.ts';
import { findCodexAuthFile, readCodexAuthFile } from '../clients/found-auth-file.ts';
import type { ImportOutcome } from '../contract/account.ts';
import type { ImportOptions, ImportPreview } from '../contract/account-import.ts';
import { Refusal } from '../contract/refusal.ts';
import { answerImport } from './import-answer.ts';
import { readJson } from './read-json.ts';
import type { Route } from './route.ts';
import { readAuthFiles } from './upload.ts';

export interface ImportRoutePorts {
  readonly importFiles: (files: readonly AuthFile[], options?: ImportOptions) => Promise<ImportOutcome[]>;
  readonly previewFiles: (files: readonly AuthFile[]) => Promise<ImportPreview>;
  readonly isKnownAccount: (accountId: string) => boolean;
  readonly codexAuthPath: string;
}

/**
 * Sign-ins from files. The preview and the import take the same files: between the two nothing secret is held here, and
 * what is written is what the files say when a person confirms.
 */
export function importRoutes({ importFiles, previewFiles, isKnownAccount, codexAuthPath }: ImportRoutePorts): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/accounts/${path}`,
    plane: 'dashboard',
    handle,
  });
  return [
    route('post', 'import', async (request, response) => {
      const overwriteOlder = request.query.overwrite_older === 'true';
      answerImport(request, response, await importFiles(await readAuthFiles(request), { overwriteOlder }));
    }),
    route('post', 'import/preview', async (request, response) => {
      const preview = await previewFiles(await readAuthFiles(request));
      response.set('cache-control', 'no-store').json(preview);
    }),
    route('get', 'found', async (_request, response) => {
      const found = await findCodexAuthFile(codexAuthPath, isKnownAccount);
      response.json({ found: found === null ? [] : [found] });
    }),
    route('post', 'import-found', async (request, response) => {
      const { path } = await readJson(request, response, z.strictObject({ path: z.string() }));
      // SECURITY: only the file that we offered; a path from outside is never opened.
      const content = path === codexAuthPath ? await readCodexAuthFile(path) : null;
      if (content === null)
        throw new Refusal('not_found', 'That file is not there any more, or is not the one that was offered.');
      answerImport(request, response, await importFiles([{ name: path, content }]));
    }),
  ];
}
