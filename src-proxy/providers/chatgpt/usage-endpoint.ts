import type { UsageEndpoint, UsageReport } from '../provider.ts';
import { connectionFailure, failureOfConnection, failureOfResponse } from './error-table.ts';
import type { UpstreamPool } from './upstream-pool.ts';
import { usageOfPayload } from './usage.ts';

const timeoutMs = 10_000;

export interface UsageEndpointOptions {
  readonly upstream: UpstreamPool;
  readonly ownName: string;
  readonly nowMs: () => number;
  /** Gets the `Date` header of every answer. */
  readonly onServerDate: (date: string | undefined) => void;
}

/** `GET /wham/usage`: what is left of one account. */
export function createUsageEndpoint({ upstream, ownName, nowMs, onServerDate }: UsageEndpointOptions): UsageEndpoint {
  // A base without `/backend-api` is given by people who think of it as an origin; the usage path needs it.
  const prefix = upstream.basePath.endsWith('/backend-api') ? upstream.basePath : `${upstream.basePath}/backend-api`;

  async function fetchUsage(accessToken: string, chatgptAccountId: string | null): Promise<UsageReport> {
    try {
      const response = await upstream.pool.request({
        path: `${prefix}/wham/usage`,
        method: 'GET',
        headers: {
          authorization: `Bearer ${accessToken}`,
          accept: 'application/json',
          'user-agent': ownName,
          ...(chatgptAccountId === null ? {} : { 'chatgpt-account-id': chatgptAccountId }),
        },
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const { date } = response.headers;
      onServerDate(typeof date === 'string' ? date : undefined);
      const body = Buffer.from(await response.body.arrayBuffer());
      if (response.statusCode !== 200) {
        return {
          kind: 'failed',
          failure: failureOfResponse({ statusCode: response.statusCode, rawHeaders: [], body }, null, nowMs()),
        };
      }
      const usage = usageOfPayload(JSON.parse(body.toString('utf8')), nowMs());
      return usage === null ? { kind: 'failed', failure: unreadable() } : { kind: 'reported', ...usage };
    } catch (error) {
      if (error instanceof SyntaxError) return { kind: 'failed', failure: unreadable() };
      return {
        kind: 'failed',
        failure: connectionFailure(error),
      };
    }
  }

  return { fetchUsage };
}

function unreadable(): ReturnType<typeof failureOfConnection> {
  return {
    ...failureOfConnection(new Error('the usage report is not of the known shape'), true),
    code: 'invalid_response',
  };
}
