import type { Request } from 'express';
import { z } from 'zod';

import {
  accountOrderSchema,
  aliasUpdateSchema,
  routingPolicyUpdateSchema,
  type AccountActions,
} from '../contract/account-actions.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: z.string() });

/** What a person does with one account. */
export function accountRoutes(actions: AccountActions): Route[] {
  const route = (method: Route['method'], action: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/accounts/:id/${action}`,
    plane: 'dashboard',
    handle,
  });
  const idOf = (request: Request): string => parsed(pathParameter, request.params).id;

  return [
    route('put', 'alias', async (request, response) => {
      const { alias } = await readJson(request, response, aliasUpdateSchema);
      response.json(await actions.rename(idOf(request), alias));
    }),
    route('put', 'routing-policy', async (request, response) => {
      const { routingPolicy } = await readJson(request, response, routingPolicyUpdateSchema);
      response.json(await actions.setRoutingPolicy(idOf(request), routingPolicy));
    }),
    {
      method: 'put',
      path: '/api/accounts/order',
      plane: 'dashboard',
      handle: async (request, response) => {
        const { accountIds } = await readJson(request, response, accountOrderSchema);
        response.json({ accounts: await actions.setOrder(accountIds) });
      },
    },
    route('post', 'refresh-usage', async (request, response) => {
      response.json(await actions.refreshUsage(idOf(request)));
    }),
    route('post', 'probe', async (request, response) => {
      response.json(await actions.probe(idOf(request)));
    }),
  ];
}
