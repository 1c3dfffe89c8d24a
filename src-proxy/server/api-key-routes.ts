import type { Request, Response } from 'express';
import { z } from 'zod';

import {
  apiKeyCreateSchema,
  apiKeyUpdateSchema,
  type ApiKeyActions,
  type ApiKeyWithSecret,
} from '../contract/api-keys.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: z.string() });

/** The API keys of the data plane, for their owner. A key itself is in the answer of its making alone. */
export function apiKeyRoutes(keys: ApiKeyActions): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/api-keys${path}`,
    plane: 'dashboard',
    handle,
  });
  const idOf = (request: Request): string => parsed(pathParameter, request.params).id;
  // SECURITY: no cache may keep it.
  const sendSecret = (response: Response, made: ApiKeyWithSecret): void => {
    response.set({ 'cache-control': 'no-store', pragma: 'no-cache' }).json(made);
  };

  return [
    route('get', '/', (_request, response) => {
      response.json({ apiKeys: keys.list() });
    }),
    route('post', '/', async (request, response) => {
      const wanted = await readJson(request, response, apiKeyCreateSchema);
      sendSecret(response.status(201), await keys.create(wanted, actorOf(request)));
    }),
    route('get', '/:id', (request, response) => {
      response.json(keys.get(idOf(request)));
    }),
    route('patch', '/:id', async (request, response) => {
      const change = await readJson(request, response, apiKeyUpdateSchema);
      response.json(await keys.update(idOf(request), change, actorOf(request)));
    }),
    route('delete', '/:id', async (request, response) => {
      await keys.remove(idOf(request), actorOf(request));
      response.json({ status: 'deleted' });
    }),
    route('post', '/:id/regenerate', async (request, response) => {
      sendSecret(response, await keys.regenerate(idOf(request), actorOf(request)));
    }),
    route('post', '/:id/reset-usage', async (request, response) => {
      response.json(await keys.resetUsage(idOf(request), actorOf(request)));
    }),
    route('get', '/:id/trends', async (request, response) => {
      response.json(await keys.trends(idOf(request)));
    }),
    route('get', '/:id/usage-7d', async (request, response) => {
      response.json(await keys.usageOfWeek(idOf(request)));
    }),
  ];
}
