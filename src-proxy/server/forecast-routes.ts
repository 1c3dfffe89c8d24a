import { z } from 'zod';

import type { AccountBook } from '../accounts/account-book.ts';
import { usageTrendQuerySchema, type PoolForecast, type UsageTrend } from '../contract/forecast.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import { parsed } from './read-json.ts';
import type { Route } from './route.ts';

export interface ForecastRoutePorts {
  readonly book: Pick<AccountBook, 'require'>;
  readonly store: Pick<Store, 'listUsage'>;
  readonly clock: Clock;
  readonly forecast: () => PoolForecast;
}

const pathParameter = z.object({ id: z.string() });
const dayMs = 86_400_000;

/** How the pool's allowance went until now, and how it goes on. */
export function forecastRoutes({ book, store, clock, forecast }: ForecastRoutePorts): Route[] {
  return [
    {
      method: 'get',
      path: '/api/forecast',
      plane: 'dashboard',
      handle: (_request, response) => {
        response.json(forecast());
      },
    },
    {
      method: 'get',
      path: '/api/accounts/:id/trends',
      plane: 'dashboard',
      handle: async (request, response) => {
        const { id } = book.require(parsed(pathParameter, request.params).id);
        const { days } = parsed(usageTrendQuerySchema, { ...request.query });
        const points = await store.listUsage({ accountId: id, sinceMs: clock.nowMs() - days * dayMs });
        const trend: UsageTrend = {
          accountId: id,
          points: points.map(({ atMs, window, usedPercent, resetAtMs }) => ({
            at: new Date(atMs).toISOString(),
            window,
            usedPercent,
            resetsAt: resetAtMs === null ? null : new Date(resetAtMs).toISOString(),
          })),
        };
        response.json(trend);
      },
    },
  ];
}
