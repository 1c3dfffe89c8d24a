import type { EngineState } from '../contract/events.ts';
import type { Store } from '../storage/store.ts';
import type { Route } from './route.ts';

export interface HealthRoutePorts {
  readonly state: () => EngineState;
  readonly store: Store;
}

/** For service managers and other starts of Evenkeel. Tells nothing about accounts. */
export function healthRoutes({ state, store }: HealthRoutePorts): Route[] {
  const alive: Route['handle'] = (_request, response) => {
    response.json({ status: 'ok', app: 'evenkeel', version: state().version });
  };
  return [
    { method: 'get', path: '/health', plane: 'open', handle: alive },
    { method: 'get', path: '/health/live', plane: 'open', handle: alive },
    { method: 'get', path: '/health/startup', plane: 'open', handle: alive },
    {
      method: 'get',
      path: '/health/ready',
      plane: 'open',
      handle: async (_request, response) => {
        const draining = state().phase !== 'running';
        const storeWorks = await store.check().then(
          () => true,
          () => false,
        );
        response.status(draining || !storeWorks ? 503 : 200).json({
          status: draining || !storeWorks ? 'unavailable' : 'ok',
          checks: { accepting: !draining, store: storeWorks },
        });
      },
    },
  ];
}
