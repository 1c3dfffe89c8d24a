import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';

import { refuses } from '../fakes/source/source-steps.ts';
import { startStage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { ownModel, sourceKey, startSourceStage } from './source-stage.ts';
import { post } from './v1-requests.ts';

const model = 'embed-small';
const embedder = {
  abilities: ['embeddings' as const],
  models: [{ model, upstreamModel: 'bge-m3', inputPer1m: 10, outputPer1m: 0 } as never],
};

describe('endpoints 3.1: embeddings', () => {
  it('are made by a source, and by nobody where there is none', async () => {
    await using stage = await startStage({ accounts: [] });
    const nobody = await post(stage, '/v1/embeddings', { model, input: 'x' });
    expect([nobody.status, errorOf(nobody)['code'], errorOf(nobody)['message']]).toEqual([
      404,
      'model_not_found',
      'No model source is set up that makes embeddings; ChatGPT accounts cannot.',
    ]);
    expect((await stage.call('/v1/embeddings')).status).toBe(405);
  });

  it('the official SDK: vectors, the model by the source’s name, one row with tokens and cost', async () => {
    await using on = await startSourceStage(embedder);
    const client = new OpenAI({ apiKey: 'of-the-client', baseURL: `${on.stage.origin}/v1`, maxRetries: 0 });
    const { data, usage } = await client.embeddings.create({ model, input: ['one', 'two'], dimensions: 2 });
    expect([data.map(({ embedding }) => embedding), usage.prompt_tokens]).toEqual([
      [
        [0.5, 0.25],
        [0.5, 0.25],
      ],
      8,
    ]);
    const [asked] = on.source.requests;
    expect([asked?.path, asked?.json['model'], asked?.json['dimensions']]).toEqual(['/v1/embeddings', 'bge-m3', 2]);
    expect(asked?.headers.authorization).toBe(`Bearer ${sourceKey}`);
    expect(await on.stage.requestLog()).toMatchObject([
      {
        requestKind: 'embeddings',
        sourceId: on.id,
        accountId: null,
        inputTokens: 8,
        outputTokens: 0,
        tokens: 8,
        costMicroUsd: 80,
      },
    ]);
    expect(await on.summary()).toMatchObject({ spentMicroUsd: 80, running: 0 });
  });

  it('a model that no source has, a body that is none, a source that refuses', async () => {
    await using on = await startSourceStage(embedder);
    const strange = await post(on.stage, '/v1/embeddings', { model: 'strange', input: 'x' });
    expect([strange.status, errorOf(strange)['code']]).toEqual([404, 'model_not_found']);
    expect((await post(on.stage, '/v1/embeddings', { input: 'x' })).status).toBe(400);
    on.source.script([refuses(401, 'no'), refuses(400, { error: { message: 'too long', param: 'input' } })]);
    const refused = await post(on.stage, '/v1/embeddings', { model, input: 'x' });
    expect([refused.status, errorOf(refused)['code']]).toEqual([502, 'model_source_key_refused']);
    const long = await post(on.stage, '/v1/embeddings', { model, input: 'x' });
    expect([long.status, errorOf(long)['message'], errorOf(long)['param']]).toEqual([400, 'too long', 'input']);
  });

  it('a key’s models and limits hold', async () => {
    await using on = await startSourceStage(embedder);
    const create = async (wanted: object) => {
      const { json } = await post(on.stage, '/api/api-keys/', { name: 'a key', ...wanted });
      return { headers: { authorization: `Bearer ${(json as { key: string }).key}` } };
    };
    const narrow = await create({ allowedModels: ['gpt-5.5'] });
    expect((await post(on.stage, '/v1/embeddings', { model, input: 'x' }, narrow)).status).toBe(403);
    const counted = await create({
      limits: [{ limitType: 'requests', limitWindow: 'daily', maxValue: 1 }],
      enforcedReasoningEffort: 'low',
    });
    expect((await post(on.stage, '/v1/embeddings', { model, input: 'x' }, counted)).status).toBe(200);
    expect(on.source.requests[0]?.json).toEqual({ model: 'bge-m3', input: 'x' });
    expect((await post(on.stage, '/v1/embeddings', { model, input: 'x' }, counted)).status).toBe(429);
  });
});

describe('the official SDK and a source', () => {
  it('streams a chat', async () => {
    await using on = await startSourceStage();
    const client = new OpenAI({ apiKey: 'of-the-client', baseURL: `${on.stage.origin}/v1`, maxRetries: 0 });
    const stream = await client.chat.completions.create({
      model: ownModel,
      stream: true,
      messages: [{ role: 'user', content: 'hi' }],
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('From the source');
  });
});
