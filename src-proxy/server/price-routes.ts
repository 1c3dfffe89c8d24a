import type { Request } from 'express';
import { z } from 'zod';

import { modelPatternSchema, priceSchema } from '../contract/prices.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import type { PriceBook } from '../usage/price-book.ts';
import { actorOf, sessionOf } from './audit-actor.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

export interface PriceRoutePorts {
  readonly prices: PriceBook;
  readonly store: Pick<Store, 'appendAudit'>;
  readonly clock: Clock;
  /** Told once a change is made and in the audit log. */
  readonly onChange: () => void;
}

const pathParameter = z.object({ model: modelPatternSchema });

/** The price table: what is built in, and the owner's own lines over it. */
export function priceRoutes({ prices, store, clock, onChange }: PriceRoutePorts): Route[] {
  const modelOf = (request: Request): string => parsed(pathParameter, request.params).model;
  const lineOf = (model: string) => prices.list().find((line) => line.model === model)?.price ?? null;
  const note = async (request: Request, action: string, detail: Readonly<Record<string, unknown>>): Promise<void> => {
    await store.appendAudit({
      atMs: clock.nowMs(),
      actor: actorOf(request),
      action: `price.${action}`,
      target: modelOf(request),
      detail: { ...detail, ...sessionOf(request) },
    });
    onChange();
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
        const before = lineOf(modelOf(request));
        const entry = await prices.set(modelOf(request), price);
        await note(request, 'set', { price, before, after: price });
        response.json(entry);
      },
    },
    {
      method: 'delete',
      path: '/api/prices/:model',
      plane: 'dashboard',
      handle: async (request, response) => {
        const before = lineOf(modelOf(request));
        await prices.remove(modelOf(request));
        await note(request, 'remove', { before, after: lineOf(modelOf(request)) });
        response.json({ status: 'deleted' });
      },
    },
  ];
}
