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
