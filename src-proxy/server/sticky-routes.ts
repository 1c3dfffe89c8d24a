import { z } from 'zod';

import type { StickySessions } from '../contract/account-actions.ts';
import { affinityKindSchema, stickyPurgeSchema, stickyQuerySchema } from '../contract/affinity.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameters = z.object({ kind: affinityKindSchema, key: z.string() });

/** Which conversation lives where, and letting go of it. */
export function stickyRoutes(sessions: StickySessions): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/sticky-sessions${path}`,
    plane: 'dashboard',
    handle,
  });
  return [
    route('get', '', (request, response) => {
      response.json(sessions.list(parsed(stickyQuerySchema, { ...request.query })));
    }),
    route('delete', '/:kind/:key', async (request, response) => {
      const { kind, key } = parsed(pathParameters, request.params);
      await sessions.unpin(kind, key, actorOf(request));
      response.json({ status: 'deleted' });
    }),
    route('post', '/purge', async (request, response) => {
      const purge = await readJson(request, response, stickyPurgeSchema);
      response.json(await sessions.purge(purge, actorOf(request)));
    }),
  ];
}
