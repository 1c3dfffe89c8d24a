import { expect } from 'vitest';

import type { ApiKeyCreate, ApiKeySummary, ApiKeyUpdate, ApiKeyWithSecret } from '../../src-proxy/contract/api-keys.ts';
import { startStage, type Stage, type StageOptions, type TurnOptions } from './harness.ts';
import type { Answer } from './http-client.ts';

const json = { 'content-type': 'application/json' };

/** A stage with keys, over the same HTTP that a dashboard and a client use. */
export interface KeyStage extends AsyncDisposable {
  readonly stage: Stage;
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  create(wanted?: Partial<ApiKeyCreate>): Promise<ApiKeyWithSecret>;
  update(id: string, change: ApiKeyUpdate): Promise<Answer>;
  /** As the owner sees it. */
  key(id: string): Promise<ApiKeySummary>;
  turn(key: string, options?: TurnOptions): Promise<Answer>;
}

export async function startKeyStage(options: StageOptions = {}): Promise<KeyStage> {
  const stage = await startStage(options);
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    stage.call(`/api/api-keys${path}`, {
      method,
      ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }),
    });
  return {
    stage,
    ask,
    async create(wanted = {}) {
      const answer = await ask('POST', '/', { name: 'a key', ...wanted });
      expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('sk-clb-')]);
      return answer.json as ApiKeyWithSecret;
    },
    update: (id, change) => ask('PATCH', `/${id}`, change),
    key: async (id) => (await ask('GET', `/${id}`)).json as ApiKeySummary,
    turn: (key, { headers, ...options } = {}) =>
      stage.turn({ ...options, headers: { authorization: `Bearer ${key}`, ...headers } }),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
