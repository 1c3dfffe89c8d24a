import { Pool } from 'undici';

import { ProxyError } from '../providers/ways/proxy-error.ts';
import { connectorFor } from '../providers/ways/route-connector.ts';
import type { Route } from '../providers/ways/route.ts';

/** Where on the way to a server it stopped. */
export type Stage = 'dns' | 'connection' | 'tls' | 'http' | 'proxy';

export type Reached =
  | { readonly kind: 'answered'; readonly status: number; readonly date: string | null; readonly latencyMs: number }
  | { readonly kind: 'failed'; readonly stage: Stage; readonly text: string };

export interface ReachOptions {
  readonly route: Route;
  readonly connectTimeoutMs: number;
  readonly ownName: string;
  readonly signal: AbortSignal;
}

const answerTimeoutMs = 15_000;

/** Asks for the head of a page with no credentials. Any answer means that the way works. */
export async function reach(address: string, options: ReachOptions): Promise<Reached> {
  const { route, connectTimeoutMs, ownName, signal } = options;
  const { origin, pathname } = new URL(address);
  const pool = new Pool(origin, { connections: 1, connect: connectorFor(route, connectTimeoutMs) });
  const startedMs = performance.now();
  try {
    const { statusCode, headers, body } = await pool.request({
      path: pathname,
      method: 'HEAD',
      headers: { accept: '*/*', 'user-agent': ownName },
      headersTimeout: answerTimeoutMs,
      signal,
    });
    await body.dump();
    const date = typeof headers.date === 'string' ? headers.date : null;
    return { kind: 'answered', status: statusCode, date, latencyMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof ProxyError && error.failedAt !== 'upstream') return { kind: 'failed', stage: 'proxy', text };
    return { kind: 'failed', stage: stageOf(codeOf(error)), text };
  } finally {
    await pool.destroy();
  }
}

/** Pure. By the system's or the library's code. */
export function stageOf(code: string): Stage {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') return 'dns';
  if (/^(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return 'connection';
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_|EPROTO/.test(code)) return 'tls';
  return 'http';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : codeOf(error.cause);
}
