import { expect } from 'vitest';

import type { ModelSourceCreate, ModelSourceSummary } from '../../src-proxy/contract/model-sources.ts';
import { startFakeSource, type FakeSource } from '../fakes/source/start-fake-source.ts';
import { startStage, type Stage, type StageOptions } from './harness.ts';
import { errorOf } from './http-client.ts';

export const sourceKey = 'local-key-of-the-source-4711';

/** What no account's plan has. */
export const ownModel = 'llama-4';
/** What the accounts have too. */
export const poolModel = 'gpt-5.5';

const prices = { inputPer1m: 2, cachedInputPer1m: 1, outputPer1m: 10 };

/** A stage with one source beside its accounts, set up as an owner does it. */
export interface SourceStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly source: FakeSource;
  readonly id: string;
  add(wanted: Partial<ModelSourceCreate>): Promise<ModelSourceSummary>;
  change(change: Partial<ModelSourceCreate>): Promise<void>;
  /** As its owner sees it now. */
  summary(): Promise<ModelSourceSummary>;
}

export async function startSourceStage(
  wanted: Partial<ModelSourceCreate> = {},
  options: StageOptions = {},
): Promise<SourceStage> {
  const source = await startFakeSource();
  const stage = await startStage({ accounts: ['acc-a'], ...options });
  const ask = (method: string, path: string, body?: unknown) =>
    stage.call(`/api/model-sources${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  async function add(more: Partial<ModelSourceCreate>): Promise<ModelSourceSummary> {
    const answer = await ask('POST', '/', {
      name: 'My box',
      baseUrl: source.baseUrl,
      apiKey: sourceKey,
      isEnabled: true,
      abilities: ['chat_completions'],
      models: [
        { model: ownModel, upstreamModel: 'llama-4-instruct-q8', ...prices },
        { model: poolModel, upstreamModel: 'gpt-5.5-2026', ...prices },
      ],
      ...more,
    });
    expect([answer.status, errorOf(answer)]).toEqual([201, {}]);
    return answer.json as ModelSourceSummary;
  }
  const { id } = await add(wanted);
  return {
    stage,
    source,
    id,
    add,
    async change(change) {
      expect((await ask('PATCH', `/${id}`, change)).status).toBe(200);
    },
    async summary() {
      const { sources } = (await ask('GET', '/')).json as { sources: ModelSourceSummary[] };
      const found = sources.find((one) => one.id === id);
      if (found === undefined) throw new Error('The source is gone.');
      return found;
    },
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  };
}
