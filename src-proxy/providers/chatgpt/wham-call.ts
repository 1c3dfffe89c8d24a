import type { UpstreamFailure } from '../provider.ts';
import type { Way } from '../ways/ways-out.ts';
import { connectionFailure, failureOfConnection, failureOfResponse } from './error-table.ts';
import type { UpstreamPool } from './upstream-pool.ts';

const timeoutMs = 10_000;

export interface WhamOptions {
  readonly upstream: UpstreamPool;
  readonly ownName: string;
  readonly nowMs: () => number;
  /** Gets the `Date` header of every answer. */
  readonly onServerDate: (date: string | undefined) => void;
}

export interface WhamRequest {
  readonly method: 'GET' | 'POST';
  /** Under `/wham`, with its slash. */
  readonly path: string;
  readonly accessToken: string;
  readonly chatgptAccountId: string | null;
  readonly way: Way;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Gives the call up, which then has failed. */
  readonly signal?: AbortSignal;
}

export type WhamAnswer =
  | { readonly kind: 'answered'; readonly json: unknown }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** One call to the upstream's account API, sent once. Never rejects. An answer that is no JSON has `json: undefined`. */
export type WhamCall = (request: WhamRequest) => Promise<WhamAnswer>;

export function createWhamCall({ upstream, ownName, nowMs, onServerDate }: WhamOptions): WhamCall {
  // A base without `/backend-api` is given by people who think of it as an origin; these paths need it.
  const prefix = upstream.basePath.endsWith('/backend-api') ? upstream.basePath : `${upstream.basePath}/backend-api`;

  return async ({ method, path, accessToken, chatgptAccountId, way, body, signal }) => {
    try {
      const response = await upstream.poolOf(way).request({
        path: `${prefix}/wham${path}`,
        method,
        headers: {
          authorization: `Bearer ${accessToken}`,
          accept: 'application/json',
          'user-agent': ownName,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(chatgptAccountId === null ? {} : { 'chatgpt-account-id': chatgptAccountId }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const { date } = response.headers;
      onServerDate(typeof date === 'string' ? date : undefined);
      const bytes = Buffer.from(await response.body.arrayBuffer());
      const { statusCode } = response;
      if (statusCode >= 200 && statusCode < 300) return { kind: 'answered', json: parseJson(bytes) };
      return { kind: 'failed', failure: failureOfResponse({ statusCode, rawHeaders: [], body: bytes }, null, nowMs()) };
    } catch (error) {
      return { kind: 'failed', failure: connectionFailure(error) };
    }
  };
}

/** `undefined` where the bytes are no JSON, such as a page. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An answer that says yes and cannot be read. */
export function unreadable(what: string): UpstreamFailure {
  return {
    ...failureOfConnection(new Error(`${what} is not of the known shape`), true),
    code: 'invalid_response',
  };
}
