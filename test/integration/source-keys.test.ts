import { describe, expect, it } from 'vitest';

import type { ApiKeyCreate, ApiKeySummary, ApiKeyWithSecret } from '../../src-proxy/contract/api-keys.ts';
import { refuses } from '../fakes/source/source-steps.ts';
import { usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf } from './http-client.ts';
import { ownModel, poolModel, startSourceStage, type SourceStage } from './source-stage.ts';
import { chat, post } from './v1-requests.ts';

async function keyOn({ stage }: SourceStage, wanted: Partial<ApiKeyCreate>): Promise<ApiKeyWithSecret> {
  const answer = await post(stage, '/api/api-keys/', { name: 'a key', ...wanted });
  expect(answer.status).toBe(201);
  return answer.json as ApiKeyWithSecret;
}
const withKey = ({ key }: ApiKeyWithSecret) => ({ headers: { authorization: `Bearer ${key}` } });

describe('an API key and sources', () => {
  it('its limits are charged what a source answered, at the source’s prices', async () => {
    await using on = await startSourceStage();
    const rules = ['cost_usd', 'total_tokens', 'requests'].map((limitType) => ({
      limitType,
      limitWindow: 'daily',
      maxValue: 1_000_000,
    }));
    const key = await keyOn(on, { limits: rules as never });
    expect((await chat(on.stage, { model: ownModel }, withKey(key))).status).toBe(200);
    on.source.script([refuses(500, 'no')]);
    expect((await chat(on.stage, { model: ownModel }, withKey(key))).status).toBe(502);
    const { limits } = (await on.stage.call(`/api/api-keys/${key.id}`)).json as ApiKeySummary;
    expect(
      Object.fromEntries(
        limits.map(({ limitType, currentValue, reservedValue }) => [limitType, [currentValue, reservedValue]]),
      ),
    ).toEqual({
      cost_usd: [3600, 0],
      total_tokens: [1200, 0],
      requests: [1, 0],
    });
    const rows = await on.stage.requestLog();
    expect(rows.map(({ apiKeyId, chargedAt }) => [apiKeyId, chargedAt !== null])).toEqual([
      [key.id, false],
      [key.id, true],
    ]);
  });

  it('that names sources is for these alone; one that names none may use each; its models hold as ever', async () => {
    await using on = await startSourceStage({ isOverflow: true });
    const other = await on.add({ name: 'Other', models: [{ model: 'other-model' } as never] });
    const forOther = await keyOn(on, { assignedSourceIds: [other.id] });
    const forAll = await keyOn(on, { assignedAccountIds: [on.stage.summary('acc-a').accountId] });
    const forOneModel = await keyOn(on, { allowedModels: [poolModel] });
    // Nobody has it for this key, so it is asked of the pool, which says so.
    expect((await chat(on.stage, { model: ownModel }, withKey(forOther))).status).toBe(404);
    expect(on.source.requests).toEqual([]);
    expect((await chat(on.stage, { model: 'other-model' }, withKey(forOther))).status).toBe(200);
    expect((await chat(on.stage, { model: ownModel }, withKey(forAll))).status).toBe(200);
    expect((await chat(on.stage, { model: ownModel }, withKey(forOneModel))).status).toBe(403);
    on.stage.account('acc-a').always(usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 }));
    expect((await chat(on.stage, {}, withKey(forOther))).status).toBe(429);
    expect((await chat(on.stage, {}, withKey(forAll))).status).toBe(200);
    expect((await chat(on.stage, {}, withKey(forOneModel))).status).toBe(200);
  });

  it('a model of a source alone, and what that source may not do', async () => {
    await using on = await startSourceStage({ monthlyCeilingMicroUsd: 0 });
    const barred = await chat(on.stage, { model: ownModel });
    expect([barred.status, errorOf(barred)['code'], barred.headers['x-should-retry']]).toEqual([
      429,
      'model_source_barred',
      'false',
    ]);
    expect(errorOf(barred)['message']).toMatch(/"My box" has spent/);
    const bound = await on.stage.turn({
      body: { model: ownModel, stream: true, input: [], previous_response_id: 'resp_1' },
    });
    expect([bound.status, errorOf(bound)['code']]).toEqual([400, 'unsupported_parameter']);
    expect(on.source.requests).toEqual([]);
  });
});
