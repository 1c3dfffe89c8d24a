import { z } from 'zod';

import { oauthCancelSchema, oauthManualCallbackSchema, oauthStartSchema } from '../contract/oauth.ts';
import type { Logins } from '../engine-api.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

/** Live events carry it to every watcher. */
const longestAgent = 300;
const statusQuery = z.object({ flowId: z.string() });

/** Signing in, for the dashboard and the command line. No answer here holds a code, a verifier or a token. */
export function oauthRoutes(logins: Logins): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path,
    plane: 'dashboard',
    handle: (request, response) => {
      // The address to sign in at is for one person, once.
      response.set('cache-control', 'no-store');
      return handle(request, response);
    },
  });
  return [
    route('post', '/api/oauth/start', async (request, response) => {
      const options = await readJson(request, response, oauthStartSchema);
      response.json(await logins.start(options, request.get('user-agent')?.slice(0, longestAgent) ?? null));
    }),
    route('get', '/api/oauth/status', (request, response) => {
      response.json(logins.status(parsed(statusQuery, { ...request.query }).flowId));
    }),
    route('post', '/api/oauth/cancel', async (request, response) => {
      response.json(logins.cancel((await readJson(request, response, oauthCancelSchema)).flowId));
    }),
    route('post', '/api/oauth/manual-callback', async (request, response) => {
      response.json(await logins.manualCallback(await readJson(request, response, oauthManualCallbackSchema)));
    }),
    route('post', '/api/oauth/complete', async (request, response) => {
      response.json(logins.status((await readJson(request, response, oauthCancelSchema)).flowId));
    }),
  ];
}
