import { z } from 'zod';

import { accountExportRequestSchema, type ExportAccount } from '../contract/account-export.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: z.string() });

/**
 * SECURITY: the one answer of the API that holds tokens. It needs a JSON body, so no form or link of another page can
 * cause it; the body must say that a person agreed; and no cache may keep it.
 */
export function exportRoutes(exportAccount: ExportAccount): Route[] {
  return [
    {
      method: 'post',
      path: '/api/accounts/:id/export/auth',
      plane: 'dashboard',
      handle: async (request, response) => {
        await readJson(request, response, accountExportRequestSchema);
        const exported = await exportAccount(parsed(pathParameter, request.params).id, actorOf(request));
        response.set({ 'cache-control': 'no-store', pragma: 'no-cache' }).json(exported);
      },
    },
  ];
}
