import { codexLbChoiceSchema, codexLbImportSchema, type CodexLbImports } from '../contract/codex-lb.ts';
import { readJson } from './read-json.ts';
import type { Route } from './route.ts';

/**
 * Taking over a codex-lb on this machine.
 *
 * SECURITY: only a folder that we offered is read; a path from outside is never opened. For any other folder the command
 * line reads it with its own user's rights and sends what it found as files.
 */
export function codexLbRoutes(imports: CodexLbImports): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/accounts/codex-lb${path}`,
    plane: 'dashboard',
    handle,
  });
  return [
    route('get', '', async (_request, response) => {
      response.json({ folders: await imports.found() });
    }),
    route('post', '/preview', async (request, response) => {
      const { path } = await readJson(request, response, codexLbChoiceSchema);
      await imports.requireOffered(path);
      response.set('cache-control', 'no-store').json(await imports.preview(path));
    }),
    route('post', '/import', async (request, response) => {
      const { path, settings, keys } = await readJson(request, response, codexLbImportSchema);
      await imports.requireOffered(path);
      response.json(await imports.import(path, { settings, keys }));
    }),
  ];
}
