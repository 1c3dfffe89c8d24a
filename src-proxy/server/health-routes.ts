import type { Request, Response } from 'express';

import type { EngineState } from '../contract/events.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import { challengeHeader, proofHeader, proofOf } from '../running-engine.ts';
import type { Route } from './route.ts';

export interface HealthRoutePorts {
  readonly state: () => EngineState;
  readonly store: Pick<Store, 'check'>;
  readonly clock: Clock;
  /** Whether an account or a model source could serve now. */
  readonly canServe: () => boolean;
  /** Rises with every change of the settings. */
  readonly settingsVersion: () => number;
  /** By which commands on this machine are known. */
  readonly localToken: string;
}

/** A health check answers within 50 ms (S1); a disk that takes longer is busy, and may well be healthy. */
const longestCheckMs = 40;

/** For service managers and other starts of Evenkeel. Of the accounts it tells only whether anybody could serve. */
export function healthRoutes(ports: HealthRoutePorts): Route[] {
  const { state, store, clock, localToken } = ports;
  const works = oneAtATime(() => store.check());
  const prove = (request: Request, response: Response): void => {
    const challenge = request.headers[challengeHeader];
    if (typeof challenge === 'string') response.setHeader(proofHeader, proofOf(localToken, challenge));
  };
  const alive: Route['handle'] = (request, response) => {
    prove(request, response);
    response.json({ status: 'ok', app: 'evenkeel', version: state().version });
  };
  const health: Route['handle'] = async (request, response) => {
    prove(request, response);
    const storeWorks = await worksSoon(works(), clock);
    const canServe = ports.canServe();
    response.json({
      // 200 all the same: a restart would mend neither.
      status: storeWorks && canServe ? 'ok' : 'degraded',
      app: 'evenkeel',
      version: state().version,
      settingsVersion: ports.settingsVersion(),
      checks: { store: storeWorks, canServe },
    });
  };
  return [
    { method: 'get', path: '/health', plane: 'open', handle: health },
    { method: 'get', path: '/health/live', plane: 'open', handle: alive },
    { method: 'get', path: '/health/startup', plane: 'open', handle: alive },
    {
      method: 'get',
      path: '/health/ready',
      plane: 'open',
      handle: async (_request, response) => {
        const draining = state().phase !== 'running';
        const storeWorks = await works();
        response.status(draining || !storeWorks ? 503 : 200).json({
          status: draining || !storeWorks ? 'unavailable' : 'ok',
          checks: { accepting: !draining, store: storeWorks },
        });
      },
    },
  ];
}

/** SECURITY: these routes are open to everybody, and each look is a write: all who ask during one are told of that. */
function oneAtATime(check: () => Promise<void>): () => Promise<boolean> {
  let running: Promise<boolean> | null = null;
  const look = async (): Promise<boolean> => {
    try {
      await check();
      return true;
    } catch {
      return false;
    } finally {
      running = null;
    }
  };
  return () => (running ??= look());
}

async function worksSoon(checked: Promise<boolean>, clock: Clock): Promise<boolean> {
  const enough = new AbortController();
  const late = clock.sleep(longestCheckMs, enough.signal).then(
    () => true,
    () => true,
  );
  const works = await Promise.race([checked, late]);
  enough.abort();
  return works;
}
