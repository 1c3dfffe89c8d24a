import type { Request } from 'express';
import { z } from 'zod';

import {
  modelSourceCandidateSchema,
  modelSourceCreateSchema,
  modelSourceUpdateSchema,
  type ModelSourceActions,
} from '../contract/model-sources.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: z.string() });

/** OpenAI-compatible servers beside the accounts, for their owner. No answer has a key in it. */
export function modelSourceRoutes(sources: ModelSourceActions): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/model-sources${path}`,
    plane: 'dashboard',
    handle,
  });
  const idOf = (request: Request): string => parsed(pathParameter, request.params).id;

  return [
    route('get', '/', (_request, response) => {
      response.json({ sources: sources.list() });
    }),
    route('post', '/', async (request, response) => {
      const wanted = await readJson(request, response, modelSourceCreateSchema, 'large');
      response.status(201).json(await sources.create(wanted, actorOf(request)));
    }),
    route('post', '/test', async (request, response) => {
      response.json(await sources.testCandidate(await readJson(request, response, modelSourceCandidateSchema)));
    }),
    route('patch', '/:id', async (request, response) => {
      const change = await readJson(request, response, modelSourceUpdateSchema, 'large');
      response.json(await sources.update(idOf(request), change, actorOf(request)));
    }),
    route('delete', '/:id', async (request, response) => {
      await sources.remove(idOf(request), actorOf(request));
      response.json({ status: 'deleted' });
    }),
    route('post', '/:id/test', async (request, response) => {
      response.json(await sources.test(idOf(request)));
    }),
  ];
}
