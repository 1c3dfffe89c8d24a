import type { Request } from 'express';
import { z } from 'zod';

import { modelPatternSchema, priceSchema } from '../contract/prices.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import type { PriceBook } from '../usage/price-book.ts';
import { actorOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

export interface PriceRoutePorts {
  readonly prices: PriceBook;
  readonly store: Pick<Store, 'appendAudit'>;
  readonly clock: Clock;
}

const pathParameter = z.object({ model: modelPatternSchema });

/** The price table: what is built in, and the owner's own lines over it. */
export function priceRoutes({ prices, store, clock }: PriceRoutePorts): Route[] {
  const modelOf = (request: Request): string => parsed(pathParameter, request.params).model;
  const note = async (request: Request, action: string, detail: Readonly<Record<string, unknown>>): Promise<void> => {
    await store.appendAudit({
      atMs: clock.nowMs(),
      actor: actorOf(request),
      action: `price.${action}`,
      target: modelOf(request),
      detail,
    });
  };
  return [
    {
      method: 'get',
      path: '/api/prices',
      plane: 'dashboard',
      handle: (_request, response) => {
        response.json({ prices: prices.list() });
      },
    },
    {
      method: 'put',
      path: '/api/prices/:model',
      plane: 'dashboard',
      handle: async (request, response) => {
        const price = await readJson(request, response, priceSchema);
        const entry = await prices.set(modelOf(request), price);
        await note(request, 'set', { price });
        response.json(entry);
      },
    },
    {
      method: 'delete',
      path: '/api/prices/:model',
      plane: 'dashboard',
      handle: async (request, response) => {
        await prices.remove(modelOf(request));
        await note(request, 'remove', {});
        response.json({ status: 'deleted' });
      },
    },
  ];
}
