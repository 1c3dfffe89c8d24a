import { describe, expect, it } from 'vitest';

import type { ModelSourceCreate, ModelSourceSummary, ModelSourceTest } from '../../src-proxy/contract/model-sources.ts';
import { listing, startModelsServer } from '../fakes/source/models-server.ts';
import { startKeyStage } from './api-key-stage.ts';
import { startStage, type Stage, type StageOptions } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';

const json = { 'content-type': 'application/json' };
const canary = 'plain-canary-0123';

async function stageWithSources(options: StageOptions = {}) {
  const stage = await startStage(options);
  return { stage, ...sourcesOf(stage), [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

function sourcesOf(stage: Pick<Stage, 'call'>) {
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    stage.call(`/api/model-sources${path}`, {
      method,
      ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }),
    });
  const create = async (
    wanted: Partial<ModelSourceCreate> & { models?: unknown[] } = {},
  ): Promise<ModelSourceSummary> => {
    const answer = await ask('POST', '/', { name: 'Local', baseUrl: 'http://127.0.0.1:9/v1', ...wanted });
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.json as ModelSourceSummary;
  };
  const list = async () => ((await ask('GET', '/')).json as { sources: ModelSourceSummary[] }).sources;
  const test = async (id: string) => (await ask('POST', `/${id}/test`)).json as ModelSourceTest;
  return { ask, create, list, test };
}

const ids = (answer: Answer): string[] => (answer.json as { data: { id: string }[] }).data.map(({ id }) => id);
const model = (name: string, more: object = {}) => ({ model: name, ...more }) as never;

describe('sources for their owner', () => {
  it('added with defaults, changed, removed; each change is a live event and a line of the audit log', async () => {
    await using stage = await stageWithSources({ accounts: [] });
    const told = stage.stage.nextEvent(({ type }) => type === 'sources');
    const made = await stage.create({ apiKey: canary, baseUrl: 'http://127.0.0.1:9/v1/' });
    expect(await told).toEqual({ type: 'sources' });
    expect(made).toMatchObject({
      baseUrl: 'http://127.0.0.1:9/v1',
      hasKey: true,
      isEnabled: true,
      abilities: ['chat_completions'],
      timeoutSeconds: 120,
      maxConcurrency: 16,
      isOverflow: false,
      monthlyCeilingMicroUsd: null,
      models: [],
      spentMicroUsd: 0,
      running: 0,
      lastError: null,
    });
    const changed = await stage.ask('PATCH', `/${made.id}`, {
      name: 'Renamed',
      isOverflow: true,
      apiKey: 'another-canary',
    });
    expect(changed.json).toMatchObject({ name: 'Renamed', isOverflow: true, hasKey: true });
    expect((await stage.ask('DELETE', `/${made.id}`)).json).toEqual({ status: 'deleted' });
    expect(await stage.list()).toEqual([]);
    expect(errorOf(await stage.ask('PATCH', `/${made.id}`, { name: 'x' }))).toMatchObject({ code: 'source_not_found' });
    const audit = await stage.stage.call(`/api/audit-logs?target=${made.id}`);
    expect(audit.json).toMatchObject({
      entries: [
        { action: 'model_source.delete', actor: 'dashboard', detail: { name: 'Renamed' } },
        {
          action: 'model_source.update',
          detail: { changed: ['name', 'apiKey', 'isOverflow'], isOverflow: true, keyChange: 'replaced' },
        },
        { action: 'model_source.create', detail: { hasKey: true, baseUrl: 'http://127.0.0.1:9/v1' } },
      ],
    });
    expect(audit.text).not.toMatch(/canary/);
  });

  it.each([
    [{ baseUrl: 'http://api.example.com/v1' }, /in the clear/],
    [{ baseUrl: 'https://169.254.169.254/v1' }, /link-local/],
    [{ baseUrl: 'https://a:b@api.example.com/v1' }, /user name and password/],
    [{ apiKey: 'two words' }, /without blanks/],
    [{ abilities: [] }, /abilities/],
    [{ models: [model('m'), model('m')] }, /each model may stand once/],
    [{ unknown: 1 }, /unknown/i],
  ])('P1, P2: %j is refused with a sentence, and nothing is kept', async (wrong, sentence) => {
    await using stage = await stageWithSources({ accounts: [] });
    const answer = await stage.ask('POST', '/', { name: 'x', baseUrl: 'https://api.example.com/v1', ...wrong });
    expect([answer.status, errorOf(answer)['code']]).toEqual([422, 'validation_error']);
    expect(String(errorOf(answer)['message'])).toMatch(sentence);
    expect(await stage.list()).toEqual([]);
  });

  it('P1: Evenkeel itself is no source, by whatever name of this machine', async () => {
    await using stage = await stageWithSources({ accounts: [] });
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const answer = await stage.ask('POST', '/', { name: 'x', baseUrl: `http://${host}:${stage.stage.port}/v1` });
      expect(errorOf(answer)).toMatchObject({ param: 'baseUrl', message: expect.stringContaining('circle') });
    }
  });

  it('F1: source and key last over a restart; the key is in no answer', async () => {
    await using server = await startModelsServer();
    await using stage = await stageWithSources({ accounts: [], vault: 'file' });
    const made = await stage.create({ baseUrl: server.baseUrl, apiKey: canary, models: [model('local-small')] });
    await stage.stage.restart();
    expect(await stage.list()).toEqual([made]);
    expect(await stage.test(made.id)).toMatchObject({ ok: true });
    expect(server.asked.at(-1)?.headers['authorization']).toBe(`Bearer ${canary}`);
    for (const path of ['/api/model-sources/', '/api/audit-logs', '/api/settings', '/v1/models'])
      expect((await stage.stage.call(path)).text).not.toContain(canary);
    expect(JSON.stringify(stage.stage.log)).not.toContain(canary);
  });

  it('a list of hundreds of models is taken', async () => {
    await using stage = await stageWithSources({ accounts: [] });
    const models = Array.from({ length: 500 }, (_, index) =>
      model(`vendor/model-${index}`, { displayName: 'x'.repeat(100), contextWindow: 128_000, inputPer1m: 1 }),
    );
    expect((await stage.create({ models })).models).toHaveLength(500);
  });
});

describe('asking a source for its models', () => {
  it('lists the names, without a key where there is none', async () => {
    await using server = await startModelsServer();
    await using stage = await stageWithSources({ accounts: [] });
    const { id } = await stage.create({ baseUrl: server.baseUrl });
    expect(await stage.test(id)).toEqual({
      ok: true,
      statusCode: 200,
      message: `${server.origin} answers and lists 2 models.`,
      said: { code: 'source.lists', facts: { origin: server.origin, count: 2 } },
      models: ['local-small', 'local-large'],
    });
    expect(server.asked).toMatchObject([{ url: '/v1/models', headers: { 'user-agent': 'evenkeel/0.0.0-test' } }]);
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    [{ status: 401, body: `{"error":"${canary} is wrong"}` }, /does not accept the key \(401\)/],
    [{ status: 404 }, /nothing at .*\/v1\/models \(404\)/],
    [{ status: 500, body: canary }, /answered with 500/],
    [
      { status: 302, headers: { location: `http://evil.example/v1/models?key=${canary}` } },
      /sends on to http:\/\/evil\.example\/v1\./,
    ],
    [{ body: '<html>' }, /not with a list of models/],
    [{ body: '{"models":[]}' }, /not with a list of models/],
    [{ status: 200, body: JSON.stringify({ data: [] }) }, /lists 0 models/],
  ])('%j: a sentence that says what to do, and no key in it', async (answer, sentence) => {
    await using server = await startModelsServer();
    await using stage = await stageWithSources({ accounts: [] });
    server.answer = answer;
    const { id } = await stage.create({ baseUrl: server.baseUrl, apiKey: canary });
    const result = await stage.test(id);
    expect(result.message).toMatch(sentence);
    expect(JSON.stringify(result)).not.toContain(canary);
    expect(server.asked).toHaveLength(1);
  });

  it('401 without a key says that one is wanted', async () => {
    await using server = await startModelsServer();
    await using stage = await stageWithSources({ accounts: [] });
    server.answer = { status: 401 };
    const { id } = await stage.create({ baseUrl: server.baseUrl });
    expect(await stage.test(id)).toMatchObject({ ok: false, message: expect.stringContaining('wants a key') });
  });

  it('also before anything is saved, and with the stored key only at the server that it was given for', async () => {
    await using server = await startModelsServer();
    await using other = await startModelsServer();
    await using stage = await stageWithSources({ accounts: [] });
    const ask = async (candidate: object) => (await stage.ask('POST', '/test', candidate)).json as ModelSourceTest;
    expect(await ask({ baseUrl: `${server.baseUrl}/`, apiKey: canary })).toMatchObject({ ok: true });
    const { id } = await stage.create({ baseUrl: server.baseUrl, apiKey: 'stored-canary' });
    expect(await ask({ baseUrl: server.baseUrl, sourceId: id })).toMatchObject({ ok: true });
    expect(await ask({ baseUrl: server.baseUrl, sourceId: id, apiKey: null })).toMatchObject({ ok: true });
    expect(server.asked.map(({ headers }) => headers['authorization'])).toEqual([
      `Bearer ${canary}`,
      'Bearer stored-canary',
      undefined,
    ]);
    expect(await ask({ baseUrl: other.baseUrl, sourceId: id })).toMatchObject({
      ok: false,
      message: expect.stringContaining('Enter it again'),
    });
    expect(other.asked).toEqual([]);
    const refused = await stage.ask('POST', '/test', { baseUrl: 'http://169.254.169.254/v1' });
    expect(errorOf(refused)).toMatchObject({ code: 'validation_error', param: 'baseUrl' });
  });

  it('R1: a server that repeats the key in its list gets it into no answer', async () => {
    await using server = await startModelsServer();
    await using stage = await stageWithSources({ accounts: [] });
    server.answer = listing('local-small', `echo-${canary}`);
    const { id } = await stage.create({ baseUrl: server.baseUrl, apiKey: canary });
    expect((await stage.test(id)).models).toEqual(['local-small', 'echo-[redacted]']);
  });

  it('nobody there, and a certificate that nobody vouches for', async () => {
    const gone = await startModelsServer();
    await gone[Symbol.asyncDispose]();
    await using tls = await startModelsServer({ tls: true });
    await using stage = await stageWithSources({ accounts: [] });
    const refused = await stage.create({ baseUrl: gone.baseUrl });
    expect(await stage.test(refused.id)).toMatchObject({
      statusCode: null,
      message: expect.stringContaining('Nobody listens'),
    });
    const unsafe = await stage.create({ baseUrl: tls.baseUrl, apiKey: canary });
    expect(await stage.test(unsafe.id)).toMatchObject({
      statusCode: null,
      message: expect.stringContaining('certificate'),
    });
    expect(tls.asked).toEqual([]);
  });
});

describe('API keys for certain sources', () => {
  it('only sources that there are; a source that a key is for is not removed before', async () => {
    await using keys = await startKeyStage({ accounts: [] });
    const sources = sourcesOf(keys.stage);
    const { id } = await sources.create();
    const wrong = await keys.ask('POST', '/', { name: 'k', assignedSourceIds: ['nobody'] });
    expect(errorOf(wrong)).toMatchObject({ code: 'validation_error', message: expect.stringContaining('nobody') });
    const key = await keys.create({ name: 'laptop', assignedSourceIds: [id] });
    expect(key.assignedSourceIds).toEqual([id]);
    const refused = await sources.ask('DELETE', `/${id}`);
    expect([refused.status, errorOf(refused)['code']]).toEqual([409, 'source_in_use']);
    expect(String(errorOf(refused)['message'])).toContain('laptop');
    await keys.update(key.id, { assignedSourceIds: [] });
    expect((await sources.ask('DELETE', `/${id}`)).status).toBe(200);
  });
});

describe('models of sources in the lists', () => {
  it('behind those of the accounts, each once; not those that are off', async () => {
    await using stage = await stageWithSources({ accounts: ['acc-a'] });
    await stage.create({
      name: 'Lab',
      models: [
        model('gpt-5.5'),
        model('llama', { displayName: 'Llama', contextWindow: 8192, maxOutputTokens: 512, supportsVision: true }),
        model('off', { isEnabled: false }),
      ],
    });
    await stage.create({ name: 'Second', models: [model('llama'), model('qwen')] });
    await stage.create({ name: 'Third', isEnabled: false, models: [model('hidden')] });
    const answer = await stage.stage.call('/v1/models');
    expect(ids(answer)).toEqual(['gpt-5.5', 'gpt-fake-upstream', 'llama', 'qwen']);
    expect(answer.json).not.toHaveProperty('stale');
    expect((await stage.stage.call('/v1/models/llama')).json).toMatchObject({
      id: 'llama',
      owned_by: 'Lab',
      metadata: {
        display_name: 'Llama',
        context_window: 8192,
        max_output_tokens: 512,
        input_modalities: ['text', 'image'],
      },
    });
    expect((await stage.stage.call('/v1/models/gpt-5.5')).json).toMatchObject({ owned_by: 'openai' });
    expect((await stage.stage.call('/v1/models/off')).status).toBe(404);
  });

  it.each(['/v1/models?client_version=0.169.0', '/backend-api/codex/models?client_version=0.169.0'])(
    'fact 11: %s has them with every member that a Codex client must find',
    async (path) => {
      await using stage = await stageWithSources({ accounts: ['acc-a'] });
      await stage.create({ name: 'Lab', models: [model('llama', { contextWindow: 8192 })] });
      const { models } = (await stage.stage.call(path)).json as { models: Record<string, unknown>[] };
      const pool = models.find(({ slug }) => slug === 'gpt-5.5');
      const llama = models.find(({ slug }) => slug === 'llama');
      expect(llama).toMatchObject({
        base_instructions: pool?.['base_instructions'],
        shell_type: 'shell_command',
        visibility: 'list',
        supported_in_api: true,
        supported_reasoning_levels: [],
        truncation_policy: { mode: 'bytes' },
        experimental_supported_tools: [],
        context_window: 8192,
      });
      expect(Number(llama?.['priority'])).toBeGreaterThan(Number(pool?.['priority']));
    },
  );

  it('without an account they are the list', async () => {
    await using stage = await stageWithSources({ accounts: [] });
    await stage.create({ models: [model('llama')] });
    const answer = await stage.stage.call('/v1/models');
    expect([answer.status, ids(answer)]).toEqual([200, ['llama']]);
    expect(answer.json).not.toHaveProperty('stale');
  });

  it('a key sees those that it may use', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const sources = sourcesOf(keys.stage);
    const { id } = await sources.create({ models: [model('llama')] });
    await sources.create({ name: 'Other', models: [model('qwen')] });
    const list = async (key: string) =>
      ids(await keys.stage.call('/v1/models', { headers: { authorization: `Bearer ${key}` } }));
    const assigned = await keys.create({ assignedSourceIds: [id] });
    expect(await list(assigned.key)).toEqual(['gpt-5.5', 'gpt-fake-upstream', 'llama']);
    const narrow = await keys.create({ allowedModels: ['qwen', 'gpt-5.5'] });
    expect(await list(narrow.key)).toEqual(['gpt-5.5', 'qwen']);
  });

  it('a model that only a source has is not refused as unknown', async () => {
    await using stage = await stageWithSources({ accounts: ['acc-a'] });
    const post = (name: string) =>
      stage.stage.call('/v1/chat/completions', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ model: name, messages: [{ role: 'user', content: 'hi' }] }),
      });
    await stage.stage.call('/v1/models');
    await stage.create({ models: [model('llama-3')] });
    expect(errorOf(await post('llama-4'))).toMatchObject({
      code: 'model_not_found',
      message: expect.stringContaining('llama-3'),
    });
    expect((await post('llama-3')).text).not.toContain('model_not_found');
  });
});
