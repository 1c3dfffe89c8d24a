import type { EngineState } from '../contract/events.ts';
import type { ProxySwitch } from '../relay/proxy-switch.ts';
import type { Route } from './route.ts';

/** Pausing and resuming everything that spends. */
export function proxyRoutes(proxySwitch: Pick<ProxySwitch, 'set'>, state: () => EngineState): Route[] {
  const turn = (path: string, isPaused: boolean): Route => ({
    method: 'post',
    path,
    plane: 'dashboard',
    handle: (_request, response) => {
      proxySwitch.set(isPaused);
      response.json(state());
    },
  });
  return [turn('/api/proxy/pause', true), turn('/api/proxy/resume', false)];
}
