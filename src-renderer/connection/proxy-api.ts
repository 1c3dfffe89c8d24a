import type { EngineState } from '#contract/events.ts';

/** Whether new requests are served at all. */
export interface ProxyApi {
  pauseProxy(): Promise<EngineState>;
  resumeProxy(): Promise<EngineState>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function proxyApi(call: Call): ProxyApi {
  return {
    pauseProxy: () => call('/api/proxy/pause', { method: 'POST' }),
    resumeProxy: () => call('/api/proxy/resume', { method: 'POST' }),
  };
}
