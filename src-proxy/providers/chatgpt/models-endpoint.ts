import { z } from 'zod';

import type { ModelsEndpoint } from '../provider.ts';
import { connectionFailure, failureOfResponse } from './error-table.ts';
import type { UpstreamPool } from './upstream-pool.ts';
import { parseJson, unreadable } from './wham-call.ts';

const timeoutMs = 15_000;
const listSchema = z.looseObject({ models: z.array(z.looseObject({ slug: z.string().min(1) })) });

export interface ModelsEndpointOptions {
  readonly upstream: UpstreamPool;
  readonly ownName: string;
  readonly nowMs: () => number;
}

/** `GET /codex/models`: what an account's plan may ask. */
export function createModelsEndpoint({ upstream, ownName, nowMs }: ModelsEndpointOptions): ModelsEndpoint {
  return {
    async fetchModels(accessToken, chatgptAccountId, way, clientVersion) {
      try {
        const response = await upstream.poolOf(way).request({
          path: `${upstream.basePath}/codex/models?client_version=${clientVersion}`,
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
        const body = Buffer.from(await response.body.arrayBuffer());
        const { statusCode } = response;
        if (statusCode < 200 || statusCode >= 300)
          return { kind: 'failed', failure: failureOfResponse({ statusCode, rawHeaders: [], body }, null, nowMs()) };
        const parsed = listSchema.safeParse(parseJson(body));
        return parsed.success
          ? { kind: 'listed', models: parsed.data.models }
          : { kind: 'failed', failure: unreadable('the list of models') };
      } catch (error) {
        return { kind: 'failed', failure: connectionFailure(error) };
      }
    },
  };
}
