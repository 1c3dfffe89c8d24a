import { z } from 'zod';

import type { TokenSet } from '../../vault/vault.ts';
import type { TokenEndpoint, TokenRefreshResult } from '../provider.ts';
import { clientId } from './client-id.ts';
import type { Way } from '../ways/ways-out.ts';
import { connectionFailure, failureOfConnection, failureOfResponse } from './error-table.ts';
import type { UpstreamPool } from './upstream-pool.ts';

const timeoutMs = 30_000;

const tokensSchema = z.looseObject({
  id_token: z.string().min(1).optional(),
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
});

export interface TokenEndpointOptions {
  /** To the sign-in service. */
  readonly auth: UpstreamPool;
  readonly nowMs: () => number;
}

/**
 * `POST /oauth/token` with the refresh grant: JSON, not a form (codex-lb, "facts most easily got wrong", 1). Refresh
 * tokens are good for one use, so nothing here ever sends one twice by itself.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const path = `${options.auth.basePath}/oauth/token`;

  async function refresh(tokens: TokenSet, way: Way): Promise<TokenRefreshResult> {
    const body = JSON.stringify({
      client_id: clientId,
      grant_type: 'refresh_token',
      refresh_token: tokens.refreshToken,
      scope: 'openid profile email',
    });
    try {
      const response = await options.auth.poolOf(way).request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const bytes = Buffer.from(await response.body.arrayBuffer());
      if (response.statusCode !== 200) {
        return {
          kind: 'failed',
          failure: failureOfResponse(
            { statusCode: response.statusCode, rawHeaders: [], body: bytes },
            null,
            options.nowMs(),
          ),
        };
      }
      return readTokens(bytes.toString('utf8'), tokens, options.nowMs());
    } catch (error) {
      return {
        kind: 'failed',
        failure: connectionFailure(error),
      };
    }
  }

  return { refresh };
}

/** Whatever does not come back stays as it was: the endpoint may leave tokens out that have not changed. */
function readTokens(text: string, before: TokenSet, nowMs: number): TokenRefreshResult {
  let payload: unknown = null;
  try {
    payload = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const parsed = tokensSchema.safeParse(payload);
  if (!parsed.success) {
    const failure = failureOfConnection(new Error('the answer of the sign-in service holds no access token'), true);
    return { kind: 'failed', failure: { ...failure, code: 'invalid_response' } };
  }
  return {
    kind: 'refreshed',
    tokens: {
      accessToken: parsed.data.access_token,
      refreshToken: parsed.data.refresh_token ?? before.refreshToken,
      idToken: parsed.data.id_token ?? before.idToken,
      obtainedAtMs: nowMs,
    },
  };
}
