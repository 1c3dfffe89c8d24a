import type { EngineState } from '../contract/events.ts';
import type { Store } from '../storage/store.ts';
import { challengeHeader, proofHeader, proofOf } from '../running-engine.ts';
import type { Route } from './route.ts';

export interface HealthRoutePorts {
  readonly state: () => EngineState;
  readonly store: Store;
  /** By which commands on this machine are known. */
  readonly localToken: string;
}

/** For service managers and other starts of Evenkeel. Tells nothing about accounts. */
export function healthRoutes({ state, store, localToken }: HealthRoutePorts): Route[] {
  const alive: Route['handle'] = (request, response) => {
    const challenge = request.headers[challengeHeader];
    if (typeof challenge === 'string') response.setHeader(proofHeader, proofOf(localToken, challenge));
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
