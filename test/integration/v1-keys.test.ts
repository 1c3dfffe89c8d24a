import { describe, expect, it } from 'vitest';

import { catalogueModel } from '../fakes/upstream/models-catalogue.ts';
import { startKeyStage } from './api-key-stage.ts';
import { errorOf } from './http-client.ts';
import { chat, respond, sentUpstream } from './v1-requests.ts';

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

describe('keys on the OpenAI endpoints', () => {
  it('S42: a key sees and asks the models of its own accounts alone', async () => {
    await using keys = await startKeyStage();
    const { stage } = keys;
    stage.account('acc-b').models = { models: [catalogueModel('gpt-only-b', 'B', 1)] };
    const { key } = await keys.create({ assignedAccountIds: [stage.summary('acc-a').accountId] });
    const list = await stage.call('/v1/models', bearer(key));
    expect(list.json).toMatchObject({ data: [{ id: 'gpt-5.5' }, { id: 'gpt-fake-upstream' }] });
    const answer = await chat(stage, { model: 'gpt-only-b' }, bearer(key));
    expect(answer.status).toBe(404);
    expect((await chat(stage, { model: 'gpt-only-b' })).status).toBe(200);
  });

  it('a key that may ask for some models is shown those, and refused the others', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ allowedModels: ['gpt-5.5'] });
    expect((await keys.stage.call('/v1/models', bearer(key))).json).toMatchObject({ data: [{ id: 'gpt-5.5' }] });
    const answer = await respond(keys.stage, { model: 'gpt-fake-upstream' }, bearer(key));
    expect(answer.status).toBe(403);
    expect(errorOf(answer)).toMatchObject({ code: 'model_not_allowed', type: 'permission_error' });
    expect((await respond(keys.stage, { model: 'gpt-5.5-high' }, bearer(key))).status).toBe(200);
  });

  it('a key that decides the model decides it, whatever is asked for, and counts', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ enforcedModel: 'gpt-5.5' });
    expect((await chat(keys.stage, { model: 'gpt-55' }, bearer(key))).status).toBe(200);
    expect(sentUpstream(keys.stage)).toMatchObject({ model: 'gpt-5.5' });
    expect((await keys.key(id)).usage).toMatchObject({ requestCount: 1, totalTokens: 140 });
  });

  it.each([
    ['a name in the list', { allowedModels: ['gpt-5.5'] }, ['gpt-5.5']],
    ['a name with wishes in it', { allowedModels: ['gpt-5.5-high-fast'] }, ['gpt-5.5']],
    [
      'an enforced model, whatever else is allowed',
      { enforcedModel: 'gpt-fake-upstream', allowedModels: ['gpt-5.5'] },
      ['gpt-fake-upstream'],
    ],
    ['a name that nobody has', { allowedModels: ['gpt-4'] }, []],
  ])('every list of models shows a key only what it may ask for: %s', async (_name, policy, shown) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create(policy);
    for (const path of [
      '/v1/models',
      '/models',
      '/v1/models?client_version=0.169.0',
      '/backend-api/codex/models?client_version=0.169.0',
    ]) {
      const { data } = (await keys.stage.call(path, bearer(key))).json as { data: { id: string }[] };
      expect([path, ...data.map(({ id }) => id)]).toEqual([path, ...shown]);
    }
    for (const path of ['/v1/models?client_version=1', '/backend-api/codex/models', '/backend-api/codex/v1/models']) {
      const { models } = (await keys.stage.call(path, bearer(key))).json as { models: { slug: string }[] };
      expect([path, ...models.map(({ slug }) => slug)]).toEqual([path, ...shown]);
    }
    for (const id of ['gpt-5.5', 'gpt-5.5-low', 'gpt-fake-upstream'])
      expect([id, (await keys.stage.call(`/v1/models/${id}`, bearer(key))).status]).toEqual([
        id,
        shown.includes(id.replace('-low', '')) ? 200 : 404,
      ]);
  });

  it('what the lists show can be asked for, and nothing else', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ allowedModels: ['gpt-5.5-high'] });
    expect((await chat(keys.stage, { model: 'gpt-5.5-high' }, bearer(key))).status).toBe(200);
    expect((await keys.turn(key)).status).toBe(200);
    expect((await chat(keys.stage, { model: 'gpt-fake-upstream' }, bearer(key))).status).toBe(403);
  });

  it('without a choice of models the native list is everybody’s', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create();
    const path = '/backend-api/codex/models?client_version=0.169.0';
    expect((await keys.stage.call(path, bearer(key))).text).toBe((await keys.stage.call(path)).text);
    expect(keys.stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/codex/models'))).toHaveLength(1);
  });

  it('S9: a key of ours that is none is refused everywhere, before a body is read', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const wrong = bearer(`sk-clb-${'x'.repeat(43)}`);
    for (const answer of [
      await chat(keys.stage, {}, wrong),
      await respond(keys.stage, {}, wrong),
      await keys.stage.call('/v1/models', wrong),
      await keys.stage.call('/models', wrong),
      await keys.stage.call('/v1/files', wrong),
    ]) {
      expect(answer.status).toBe(401);
      expect(errorOf(answer)).toMatchObject({ code: 'invalid_api_key', type: 'authentication_error' });
    }
    expect(keys.stage.upstream.turns()).toHaveLength(0);
  });
});
