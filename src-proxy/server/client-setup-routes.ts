import type { Request } from 'express';
import { z } from 'zod';

import {
  clientIdSchema,
  setupApplyRequestSchema,
  setupPreviewRequestSchema,
  setupRestoreRequestSchema,
  type ClientId,
  type ClientSetups,
} from '../contract/client-setup.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: clientIdSchema });

/** The person's other programs: how they stand, and the way in and out. Paths and contents come from us, never from the request. */
export function clientSetupRoutes(clients: ClientSetups): Route[] {
  const idOf = (request: Request): ClientId => parsed(pathParameter, request.params).id;
  const post = (path: string, handle: Route['handle']): Route => ({ method: 'post', path, plane: 'dashboard', handle });
  return [
    {
      method: 'get',
      path: '/api/clients',
      plane: 'dashboard',
      handle: async (_request, response) => {
        response.set('cache-control', 'no-store').json({ clients: await clients.list() });
      },
    },
    post('/api/clients/:id/preview', async (request, response) => {
      const wanted = await readJson(request, response, setupPreviewRequestSchema);
      response.set('cache-control', 'no-store').json(await clients.preview(idOf(request), wanted));
    }),
    post('/api/clients/:id/apply', async (request, response) => {
      const wanted = await readJson(request, response, setupApplyRequestSchema);
      response.json(await clients.apply(idOf(request), wanted, actorOf(request)));
    }),
    post('/api/clients/:id/restore', async (request, response) => {
      const wanted = await readJson(request, response, setupRestoreRequestSchema);
      response.json(await clients.restore(idOf(request), wanted, actorOf(request)));
    }),
    post('/api/clients/:id/verify', async (request, response) => {
      response.json(await clients.verify(idOf(request)));
    }),
  ];
}
