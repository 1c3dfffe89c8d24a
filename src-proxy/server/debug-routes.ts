import type { AccountBook } from '../accounts/account-book.ts';
import { lbEventQuerySchema } from '../contract/debug.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock } from '../ports.ts';
import { lbEvent, lbState } from '../relay/lb-state.ts';
import type { Store } from '../storage/store.ts';
import { parsed } from './read-json.ts';
import type { Route } from './route.ts';

export interface DebugRoutePorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly store: Pick<Store, 'listRequests'>;
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** How many conversations live on each account. */
  readonly stickyCounts: () => ReadonlyMap<string, number>;
}

/** Why requests went where they did. While its owner has not asked for them, these do not exist. */
export function debugRoutes({ book, store, clock, settings, stickyCounts }: DebugRoutePorts): Route[] {
  const route = (path: string, handle: Route['handle']): Route => ({
    method: 'get',
    path,
    plane: 'dashboard',
    handle: (request, response) => {
      if (!settings().debugEndpointsEnabled) throw new Refusal('not_found', `There is nothing at ${path}.`);
      return handle(request, response);
    },
  });
  return [
    route('/debug/lb/events', async (request, response) => {
      const { requests } = await store.listRequests(parsed(lbEventQuerySchema, { ...request.query }));
      response.set('cache-control', 'no-store').json({ events: requests.map(lbEvent) });
    }),
    route('/debug/lb/state', (_request, response) => {
      const state = lbState({
        accounts: book.all(),
        settings: settings(),
        stickyCounts: stickyCounts(),
        nowMs: clock.nowMs(),
      });
      response.set('cache-control', 'no-store').json(state);
    }),
  ];
}
