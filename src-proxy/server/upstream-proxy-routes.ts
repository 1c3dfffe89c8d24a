import type { Request } from 'express';
import { z } from 'zod';

import type { UpstreamProxies } from '../contract/account-actions.ts';
import { upstreamProxyChoiceSchema } from '../contract/upstream-proxy.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: z.string().optional() });

/** The way out of all accounts, and of one. No answer here holds a password. */
export function upstreamProxyRoutes(proxies: UpstreamProxies): Route[] {
  const ownerOf = (request: Request): string | null => parsed(pathParameter, request.params).id ?? null;
  return ['/api/upstream-proxy', '/api/accounts/:id/upstream-proxy'].flatMap((path): Route[] => [
    {
      method: 'get',
      path,
      plane: 'dashboard',
      handle: async (request, response) => {
        response.json(await proxies.view(ownerOf(request)));
      },
    },
    {
      method: 'put',
      path,
      plane: 'dashboard',
      handle: async (request, response) => {
        const choice = await readJson(request, response, upstreamProxyChoiceSchema);
        const untested = request.query.save_untested === 'true';
        response.json(await proxies.save(ownerOf(request), choice, { untested }));
      },
    },
    {
      method: 'post',
      path: `${path}/test`,
      plane: 'dashboard',
      handle: async (request, response) => {
        const choice = await readJson(request, response, upstreamProxyChoiceSchema);
        response.json(await proxies.test(ownerOf(request), choice));
      },
    },
  ]);
}
