import { Pool } from 'undici';

import type { UpstreamProxyTest } from '../../contract/upstream-proxy.ts';
import { redact } from '../../observe/redact.ts';
import { ProxyError } from './proxy-error.ts';
import { connectorFor } from './route-connector.ts';
import type { Route } from './route.ts';

export interface RouteTrial {
  /** Such as `https://chatgpt.com`. */
  readonly origin: string;
  readonly connectTimeoutMs: number;
  readonly nowMs: () => number;
}

const answerTimeoutMs = 15_000;

/** Asks the upstream for its front page on the route, with no credentials. Any answer at all means that the way works. */
export async function tryRoute(route: Route, trial: RouteTrial): Promise<UpstreamProxyTest> {
  const { origin, connectTimeoutMs, nowMs } = trial;
  const pool = new Pool(origin, { connections: 1, connect: connectorFor(route, connectTimeoutMs) });
  const startedAtMs = nowMs();
  try {
    await pool.request({
      path: '/',
      method: 'GET',
      headers: { accept: '*/*' },
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
    });
    const latencyMs = Math.max(0, Math.round(nowMs() - startedAtMs));
    return { ok: true, failedAt: null, text: `${origin} answered ${wayOf(route)}.`, latencyMs };
  } catch (error) {
    if (error instanceof ProxyError) return failed(error.failedAt, error.message);
    const reason = error instanceof Error ? redact(error.message) : String(error);
    return failed('upstream', `${origin} did not answer ${wayOf(route)}: ${reason}`);
  } finally {
    await pool.destroy();
  }
}

function failed(failedAt: UpstreamProxyTest['failedAt'], text: string): UpstreamProxyTest {
  return { ok: false, failedAt, text, latencyMs: null };
}

function wayOf(route: Route): string {
  return route.kind === 'proxy' ? `through ${route.proxy.address}` : 'without a proxy';
}
