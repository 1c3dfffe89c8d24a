import { zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { startKeyStage } from './api-key-stage.ts';
import { hello, turnBody } from './harness.ts';
import { errorOf } from './http-client.ts';
import { TestSocket } from './websocket-client.ts';

describe('models and efforts of a key', () => {
  it('403 model_not_allowed for a model that is not in the list, and nothing goes out', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ allowedModels: ['gpt-5.4', 'gpt-5.4-mini'] });
    const refused = await keys.turn(key);
    expect(refused.status).toBe(403);
    expect(errorOf(refused)).toMatchObject({
      message: "This API key does not have access to model 'gpt-5.5'",
      type: 'permission_error',
      code: 'model_not_allowed',
    });
    expect((await keys.turn(key, { body: turnBody(undefined, { model: 'gpt-5.4' }) })).status).toBe(200);
    expect(keys.stage.upstream.turns()).toHaveLength(1);
  });

  it('a body that says its model twice is refused: no reader may find another than we looked at', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ allowedModels: ['gpt-5.4'] });
    for (const body of [
      '{"model":"gpt-5.4","input":[],"model":"gpt-5.5"}',
      String.raw`{"model":"gpt-5.4","input":[],"mod\u0065l":"gpt-5.5"}`,
      '{"model":"gpt-5.4","reasoning":{"effort":"low","effort":"high"}}',
    ]) {
      const answer = await keys.turn(key, { body });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'request_malformed']);
    }
    for (const body of ['{"input":[]}', '[]', '"gpt-5.4"', '{"model":["gpt-5.4"]}', ''])
      expect((await keys.turn(key, { body })).status).toBe(403);
    expect(keys.stage.upstream.turns()).toHaveLength(0);
  });

  it('an enforced model is what the upstream sees and the log says; every other byte stays', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ enforcedModel: 'gpt-5.4-mini' });
    const before =
      '{ "input": [{"text": "\\u00e9 \\"model\\": 1"}],\t"model" : "gpt-5.5"  , "stream":true,"store":false}';
    expect((await keys.turn(key, { body: before })).status).toBe(200);
    const [turn] = keys.stage.upstream.turns();
    expect(turn?.rawBody.toString()).toBe(before.replace('"gpt-5.5"', '"gpt-5.4-mini"'));
    expect((await keys.stage.requestLog())[0]).toMatchObject({ model: 'gpt-5.4-mini' });
    expect((await keys.stage.turn()).status).toBe(200);
    expect(keys.stage.upstream.turns()[1]?.rawBody.toString()).toBe(turnBody());
  });

  it('and in a packed body, and in a compaction of an older CLI', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ enforcedModel: 'gpt-5.4' });
    await keys.turn(key, { body: zstdCompressSync(turnBody()), headers: { 'content-encoding': 'zstd' } });
    const compact = { model: 'gpt-5.5', input: [hello], instructions: 'short' };
    await keys.turn(key, { path: '/backend-api/codex/responses/compact', body: compact });
    expect(keys.stage.upstream.turns().map(({ json }) => (json as { model: string }).model)).toEqual([
      'gpt-5.4',
      'gpt-5.4',
    ]);
    expect(keys.stage.upstream.turns()[0]?.headers['content-encoding']).toBeUndefined();
  });

  it('403 reasoning_effort_not_allowed names the member; an allowed one and none pass', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ allowedReasoningEfforts: ['low', 'medium'] });
    const ask = (reasoning: unknown) => keys.turn(key, { body: turnBody(undefined, { reasoning }) });
    const refused = await ask({ effort: 'xhigh', summary: 'auto' });
    expect(refused.status).toBe(403);
    expect(errorOf(refused)).toMatchObject({
      type: 'permission_error',
      code: 'reasoning_effort_not_allowed',
      param: 'reasoning.effort',
    });
    for (const reasoning of [{ effort: 'low' }, { effort: null }, {}, null])
      expect((await ask(reasoning)).status).toBe(200);
    expect((await ask({ effort: 7 })).status).toBe(403);
    expect((await keys.stage.requestLog()).map(({ reasoningEffort }) => reasoningEffort)).toEqual([
      null,
      null,
      null,
      null,
      'low',
      'xhigh',
    ]);
  });

  it('an enforced effort and tier are written in, also where the request says nothing of them', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ enforcedReasoningEffort: 'high', enforcedServiceTier: 'fast' });
    await keys.turn(key);
    await keys.turn(key, {
      body: turnBody(undefined, { reasoning: { summary: 'auto', effort: 'low' }, service_tier: 'flex' }),
    });
    await keys.update(id, { enforcedServiceTier: 'auto', enforcedReasoningEffort: null });
    await keys.turn(key, { body: turnBody(undefined, { service_tier: 'flex' }) });
    expect(keys.stage.upstream.turns().map(({ json }) => json)).toMatchObject([
      { reasoning: { effort: 'high' }, service_tier: 'priority', model: 'gpt-5.5' },
      { reasoning: { effort: 'high', summary: 'auto' }, service_tier: 'priority' },
      {},
    ]);
    expect(keys.stage.upstream.turns()[2]?.json).not.toHaveProperty('service_tier');
    // Priority costs gpt-5.5 two and a half times as much.
    const log = await keys.stage.requestLog();
    expect(log.map(({ serviceTier, costMicroUsd }) => [serviceTier, costMicroUsd])).toEqual([
      [null, 750],
      ['priority', 1875],
      ['priority', 1875],
    ]);
  });

  it('422 for an effort that is enforced and also left to choose', async () => {
    await using keys = await startKeyStage({ accounts: [] });
    const answer = await keys.ask('POST', '/', {
      name: 'x',
      enforcedReasoningEffort: 'high',
      allowedReasoningEfforts: ['low'],
    });
    expect([answer.status, errorOf(answer).code]).toEqual([422, 'validation_error']);
  });
});

describe('S13 and S42: the accounts of a key', () => {
  it('S42: keys bound to accounts use those alone, whatever is better elsewhere', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a', 'acc-b', 'acc-c'] });
    const idOf = (name: string): string => keys.stage.summary(name).accountId;
    const b = await keys.create({ assignedAccountIds: [idOf('acc-b')] });
    const bc = await keys.create({ assignedAccountIds: [idOf('acc-b'), idOf('acc-c')] });
    for (let round = 0; round < 3; round += 1) {
      await keys.turn(b.key, { session: 'shared' });
      await keys.turn(bc.key, { session: `own-${round}` });
    }
    expect(new Set(keys.stage.served())).not.toContain('acc-a');
    expect(
      (await keys.stage.requestLog()).filter(({ apiKeyId }) => apiKeyId === b.id).map(({ accountId }) => accountId),
    ).toEqual(Array.from({ length: 3 }, () => idOf('acc-b')));
    // A conversation of somebody else does not lead out of the pool.
    await keys.stage.turn({ session: 'theirs' });
    await keys.turn(b.key, { session: 'theirs' });
    expect(keys.stage.served().slice(-2)).toEqual(['acc-a', 'acc-b']);
  });

  it('S42: when those are used up the key is told so, although others have room', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a', 'acc-b'] });
    const { key } = await keys.create({ assignedAccountIds: [keys.stage.summary('acc-b').accountId] });
    keys.stage.upstream.expireAccessTokens(keys.stage.account('acc-b'));
    keys.stage.account('acc-b').refreshFailure = 'refresh_token_expired';
    const answer = await keys.turn(key);
    expect([answer.status, errorOf(answer).code]).toEqual([503, 'no_accounts']);
    expect(errorOf(answer).message).not.toContain('acc-a');
    expect((await keys.stage.turn()).status).toBe(200);
    expect(keys.stage.served().filter((account) => account === 'acc-a')).toHaveLength(1);
  });

  it('S13: pausing them blocks the key with 403 on the next request, and resuming one restores it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a', 'acc-b'] });
    const { accountId } = keys.stage.summary('acc-b');
    const { key } = await keys.create({ assignedAccountIds: [accountId] });
    expect((await keys.turn(key)).status).toBe(200);
    await keys.stage.call(`/api/accounts/${accountId}/pause`, { method: 'POST' });
    const refused = await keys.turn(key);
    expect([refused.status, errorOf(refused).code]).toEqual([403, 'account_pool_inactive']);
    await keys.stage.call(`/api/accounts/${accountId}/reactivate`, { method: 'POST' });
    expect((await keys.turn(key)).status).toBe(200);
    await keys.stage.call(`/api/accounts/${accountId}`, { method: 'DELETE' });
    const gone = await keys.turn(key);
    expect([gone.status, errorOf(gone).code]).toEqual([403, 'account_pool_inactive']);
    expect((await keys.stage.turn()).status).toBe(200);
  });

  it('422 for an account or a source that there is not', async () => {
    await using keys = await startKeyStage({ accounts: [] });
    for (const wanted of [{ assignedAccountIds: ['nobody'] }, { assignedSourceIds: ['nothing'] }]) {
      const answer = await keys.ask('POST', '/', { name: 'x', ...wanted });
      expect([answer.status, errorOf(answer).code]).toEqual([422, 'validation_error']);
    }
  });
});

describe('a WebSocket that was opened with a key', () => {
  it('S11: is judged anew with each request on it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({
      enforcedModel: 'gpt-5.4',
      limits: [{ limitType: 'requests', limitWindow: 'daily', maxValue: 2, modelFilter: null }],
    });
    await using socket = await TestSocket.open(keys.stage, { headers: { authorization: `Bearer ${key}` } });
    const ask = async (): Promise<string> => {
      const { end, error } = await socket.ask();
      return end === 'response.completed' ? 'served' : String(error.code);
    };
    expect(await ask()).toBe('served');
    expect(keys.stage.upstream.creates[0]?.json).toMatchObject({ model: 'gpt-5.4' });
    await keys.update(id, { isActive: false });
    expect(await ask()).toBe('api_key_revoked');
    await keys.update(id, { isActive: true });
    expect(await ask()).toBe('served');
    expect(await ask()).toBe('rate_limit_exceeded');
    await keys.ask('POST', `/${id}/regenerate`);
    expect(await ask()).toBe('invalid_api_key');
    expect(keys.stage.upstream.creates).toHaveLength(2);
  });

  it('A1: no frame reaches the upstream as a request that is none to us', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ allowedModels: ['gpt-5.4'] });
    await using socket = await TestSocket.open(keys.stage, { headers: { authorization: `Bearer ${key}` } });
    socket.send('{"type":"ping","type":"response.create","model":"gpt-5.5","input":[]}');
    expect(await socket.answer()).toMatchObject({ end: 'error', error: { code: 'request_malformed' } });
    expect(await socket.ask({ model: 'gpt-5.4' })).toMatchObject({ end: 'response.completed' });
    expect(keys.stage.upstream.creates).toHaveLength(1);
  });

  it('A1: a wrong key is refused before the upgrade', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    await expect(TestSocket.open(keys.stage, { headers: { authorization: 'Bearer sk-clb-nobody' } })).rejects.toThrow(
      'refused with 401',
    );
    expect(keys.stage.upstream.sockets).toHaveLength(0);
  });
});
