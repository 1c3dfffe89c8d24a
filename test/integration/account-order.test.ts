import { describe, expect, it } from 'vitest';

import { errorOf } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const put = (stage: Stage, path: string, body: unknown) =>
  stage.call(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('PUT /api/accounts/order', () => {
  it('places accounts for good, and whoever is left out loses their place', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c'] });
    const idOf = (name: string): string => stage.summary(name).accountId;
    const places = (): (number | null)[] => ['acc-a', 'acc-b', 'acc-c'].map((name) => stage.summary(name).priority);

    expect((await put(stage, '/api/accounts/order', { accountIds: [idOf('acc-c'), idOf('acc-a')] })).status).toBe(200);
    expect(places()).toEqual([1, null, 0]);
    await stage.restart();
    expect(places()).toEqual([1, null, 0]);

    const unknown = await put(stage, '/api/accounts/order', { accountIds: [idOf('acc-b'), 'nobody'] });
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, 'account_not_found']);
    expect(places()).toEqual([1, null, 0]);
  });
});

describe('PUT /api/accounts/{id}/routing-policy', () => {
  it('keeps one of the three policies, and refuses anything else', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const path = `/api/accounts/${encodeURIComponent(stage.summary('acc-a').accountId)}/routing-policy`;
    for (const routingPolicy of ['burn_first', 'preserve', 'normal']) {
      expect((await put(stage, path, { routingPolicy })).json).toMatchObject({ routingPolicy });
      expect(stage.summary('acc-a').routingPolicy).toBe(routingPolicy);
    }
    expect((await put(stage, path, { routingPolicy: 'eager' })).status).toBe(422);
  });
});
