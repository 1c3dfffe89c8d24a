import type { Request } from 'express';
import { z } from 'zod';

import type { ResetCreditActions } from '../contract/account-actions.ts';
import { redeemRequestSchema } from '../contract/reset-credits.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

const pathParameter = z.object({ id: z.string() });
/** The upstream's name for them, and the one that people know. */
const names = ['rate-limit-reset-credits', 'usage-reset-credits'];

/** The resets of an account, and spending one. */
export function resetCreditRoutes(resets: ResetCreditActions): Route[] {
  const idOf = (request: Request): string => parsed(pathParameter, request.params).id;
  return names.flatMap((name): Route[] => [
    {
      method: 'get',
      path: `/api/accounts/:id/${name}`,
      plane: 'dashboard',
      handle: async (request, response) => {
        response.set('cache-control', 'no-store').json(await resets.list(idOf(request)));
      },
    },
    {
      method: 'post',
      path: `/api/accounts/:id/${name}/consume`,
      plane: 'dashboard',
      handle: async (request, response) => {
        const wanted = await readJson(request, response, redeemRequestSchema);
        response.json(await resets.redeem(idOf(request), wanted, actorOf(request)));
      },
    },
  ]);
}
