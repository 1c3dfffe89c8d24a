import type { TakeOverPorts } from '../accounts/codex-lb/take-over.ts';
import type { AuthFile } from '../accounts/import/account-files.ts';
import { accountSummarySchema, importResponseSchema } from '../contract/account.ts';
import { importPreviewSchema } from '../contract/account-import.ts';
import {
  codexLbImportedSchema,
  codexLbPreviewSchema,
  foundCodexLbsSchema,
  type CodexLbImports,
} from '../contract/codex-lb.ts';
import { askEngine, EngineRefusal } from '../running-engine.ts';

/** A running engine's own import, for a folder that it offers; `null` for any other. */
export async function offeredOverHttp(
  origin: string,
  path: string,
): Promise<Pick<CodexLbImports, 'preview' | 'import'> | null> {
  const api = `${origin}/api/accounts/codex-lb`;
  const { folders } = foundCodexLbsSchema.parse(await askEngine(api));
  if (!folders.some((folder) => folder.path === path)) return null;
  return {
    preview: async () => codexLbPreviewSchema.parse(await askEngine(`${api}/preview`, jsonOf('POST', { path }))),
    import: async (_path, { settings, keys }) =>
      codexLbImportedSchema.parse(await askEngine(`${api}/import`, jsonOf('POST', { path, settings, keys }))),
  };
}

function jsonOf(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/**
 * Taking over into an engine that runs in another process. What was read goes there as files; no path does, so that the
 * engine never opens what it is told to.
 */
export function codexLbOverHttp(origin: string): TakeOverPorts {
  const api = `${origin}/api`;
  const send = async (method: string, path: string, body: unknown): Promise<unknown> =>
    await askEngine(`${api}/${path}`, jsonOf(method, body));
  return {
    previewFiles: async (files) =>
      importPreviewSchema.parse(
        await askEngine(`${api}/accounts/import/preview`, { method: 'POST', body: formOf(files) }),
      ),
    importFiles: async (files) => {
      const isUseful = (answer: unknown): boolean => importResponseSchema.safeParse(answer).success;
      const init = { method: 'POST', body: formOf(files) };
      return importResponseSchema.parse(await askEngine(`${api}/accounts/import`, init, isUseful)).outcomes;
    },
    // That a sign-in is lost, the engine finds out by itself: it asks each new account for its usage.
    async settle(accountId, { alias, routingPolicy, status }) {
      const account = `accounts/${encodeURIComponent(accountId)}`;
      let summary = await send('PUT', `${account}/alias`, { alias });
      if (routingPolicy !== 'normal')
        summary = (await unlessRefused(send('PUT', `${account}/routing-policy`, { routingPolicy }))) ?? summary;
      if (status === 'paused') summary = (await unlessRefused(send('POST', `${account}/pause`, {}))) ?? summary;
      return accountSummarySchema.parse(summary);
    },
    // SECURITY: no address takes a key's hash, so that none can be slipped in.
    hasKey: () => false,
    adoptKey: () =>
      Promise.resolve(
        'The running Evenkeel takes over API keys only from a folder that it finds by itself. Stop it and run this again.',
      ),
    changeSetting: async (key, value) =>
      await send('PUT', 'settings', { [key]: value }).then(
        () => null,
        (error: unknown) => {
          if (error instanceof EngineRefusal) return error.message;
          throw error;
        },
      ),
  };
}

function formOf(files: readonly AuthFile[]): FormData {
  const form = new FormData();
  for (const { name, content } of files) form.append('auth_json', new Blob([content]), name);
  return form;
}

/** The account is in; that one of its marks could not be set is no reason to stop. */
async function unlessRefused(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineRefusal) return null;
    throw error;
  }
}
